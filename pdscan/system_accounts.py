"""Tell the login names of persons from those of machines, services and placeholders."""

from __future__ import annotations

import re

_LISTED = """
    root admin administrator administrateur administrador sysadmin superuser su sudo toor operator
    system système systeme daemon bin sys sync games man lp mail news uucp proxy www www-data backup
    list irc gnats nobody nogroup systemd systemd-network systemd-resolve messagebus syslog _apt
    sshd ssh git gitlab-runner svn ftp ftpuser anonymous guest invite public default user username
    user1 users utilisateur login test tester testuser test1 demo dev devel developer staging prod
    production localhost host server client service services svc daemon agent bot robot cron batch
    job jobs app apps application api web webmaster webapp http https httpd apache apache2 nginx
    tomcat jetty jboss wildfly node nodejs php php-fpm python ruby java go rust docker dockerd
    podman kube kubernetes kubelet k8s containerd rancher helm ansible terraform vagrant packer
    puppet chef salt jenkins ci cd travis circleci runner build builder deploy deployer deployment
    postgres postgresql mysql mariadb oracle mssql sa dba db database redis memcached mongo mongodb
    cassandra elasticsearch elastic kibana logstash solr influxdb grafana prometheus zabbix nagios
    munin rabbitmq kafka zookeeper hadoop hdfs yarn mapred hive spark hbase flink storm oozie impala
    airflow presto trino nova neutron glance cinder keystone swift heat horizon ceph openstack
    ubuntu debian centos fedora redhat rhel alpine arch suse ec2-user azureuser gcp opc pi linux
    windows cyrus dovecot postfix exim exim4 named bind dhcp dhcpd ntp chrony rpc rpcuser nfsnobody
    dbus avahi haldaemon pcap smmsp gdm polkitd tss colord rtkit pulse saned usbmux libvirt qemu kvm
    vmware vbox squid haproxy varnish traefik vault consul nomad etcd minio wordpress wp drupal
    joomla magento prestashop odoo sap nextcloud owncloud gitea gitlab bitbucket jira confluence
    sonar nexus artifactory null none nil undefined unknown inconnu n/a na - true false yes no self
    me all any everyone tous personne other others authenticated loggedin ok failed fail error info
    debug warn id uid name nom email mail key value type status session token pass password profile
    owner group member role local remote internal external monitor monitoring health healthcheck
    probe support contact noreply no-reply info sales compta hr rh it helpdesk webuser appuser
    dbuser sysuser sqluser ftpadmin db_user app_user www_user weblogic websphere ibm cognos tableau
    splunk datadog newrelic sentry mailer mailman sendmail spool print printer scanner fax kiosk
"""
_SYSTEM = frozenset(_LISTED.split())
_SHAPE = re.compile(r"[^\W\d_](?:[\w.@+-]{0,62}[\w])", re.UNICODE)
_MACHINE = re.compile(
    r"(?i).*[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16,}|.*\$|svc[_.-].*|.*[_.-](?:svc|service|bot|app|db|"
    r"prod|dev|test|admin|user|role|agent|runner|account|id|name)|"
    r"(?:user|test|admin|service|system|app|role|account|client|guest|usr|host|node|worker)[_.-]?\d*|"
    r".*\.(?:py|js|java|class|xml|json|txt|log|html?|php|so|jar|sh|conf|com|net|org|fr|local)"
)


def is_person(name: str) -> bool:
    """Say whether a login name may be a person's: letters first, no service's, no placeholder's.

    >>> is_person("jdupont"), is_person("www-data"), is_person("svc_backup"), is_person("1000")
    (True, False, False, False)
    """
    if not 3 <= len(name) <= 64 or name.lower() in _SYSTEM:
        return False
    return _SHAPE.fullmatch(name) is not None and _MACHINE.fullmatch(name) is None
