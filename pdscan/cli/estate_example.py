"""Hold the estate file that `pdscan init` writes."""

TEXT = """\
# pdscan.yaml: what a company has, who runs it, what it declared.
# Check it with:  pdscan check --estate pdscan.yaml
# Scan with:      pdscan scan --estate pdscan.yaml --out html=report.html
pdscan_estate: 1
id: my-company              # part of every finding's id: choose once, keep it

# What was declared: declaration files beside this one (pdscan declare --check FILE).
# declared: [policy.yaml]

# Systems as the compliance people call them, and the declared activities that each serves.
# systems:
#   - id: sys.shop
#     name: "Boutique"
#     activities: [act.orders]
#     operator: {kind: controller}
#     location: {country: FR, site: own_servers}
#     env: prod

# Where the data lie. Credentials never stand here: env:NAME reads an environment variable.
sources:
  - name: exports
    target: ./exports
#  - name: shop
#    target: "env:SHOP_DB"               # postgresql://reader:…@db.example.org/shop
#    system: sys.shop
#    include: ["public.*"]
#    exclude: ["*.audit_*"]
#    sample: {rows: 20000}
#  - {name: share, target: "env:SHARE"}  # smb://DOMAIN;user:password@server/share/folder
#  - {name: bucket, target: "s3://my-bucket/exports"}

# Facts about single assets, by glob over their locators; the most specific wins.
# assets:
#   - {match: "pg://shop/public.clients", subjects: [customer]}

# catalog: "sqlite:///pdscan-catalog.db"   # where runs are kept; any SQLAlchemy URL
# fingerprint_key: "env:PDSCAN_KEY"        # makes digests of values comparable between runs
"""
