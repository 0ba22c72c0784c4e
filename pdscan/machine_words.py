"""List the words that name a machine's numbers: as a key right before digits, or as a field's name.

A long number after one of them (`order_id=`, `ts:`, `IMEI`) is no card and no person's number,
even where its check digit holds: one in ten does by chance.
"""

from __future__ import annotations

_FILLERS = "de du est first is la last le n nbr new no nr num number numero of old the val value"
_TIME = """
    ts time timestamp epoch clock date datetime now uptime elapsed after t in duration latency
    took tsc delta cycles nanos micros millis ns us ms mint maxt expires deadline created
    modified mtime ctime
"""
_THINGS = """
    id ids uid gid pid tid ppid sid eid oid rid xid trx txn txid guid uuid ulid urn etag order
    orderid commande ref reference invoice facture ticket dossier contrat contract licence
    license serial serialnumber sn lot batch job task attempt container application instance
    shard partition topic node blk block blob inode file commit build version revision rev
    release rv generation observed resourceversion event trace span traceid spanid
    correlation request req session sessionid token nonce hash digest checksum crc sha key keys
    cursor snowflake tweet status object entity row index idx slot view img
    image photo user account client customer abonne member
"""
_AMOUNTS = """
    seq sequence count counter size len length bytes total sum max min avg offset lsn memory mem
    addr address ptr rand random seed rate score level distance since state transaction
    flags list rax rbx rcx rdx rsi rdi rip rsp rbp histogram metric
"""
_OTHERS = """
    ean gtin upc isbn issn sscc gencod barcode barre barres sku imei imsi iccid meid iccard sim
    tracking colis suivi parcel shipment siret siren nir tva vat iban rib bban isin tel phone
    mobile fax sirene ape eori
"""
FILLERS = frozenset(_FILLERS.split())
MACHINE_WORDS = tuple(f"{_TIME} {_THINGS} {_AMOUNTS} {_OTHERS}".split())
