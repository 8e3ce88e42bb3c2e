"""Which addresses may be connected to: the public Internet, and networks that were named as one's own.

IPv6 addresses that carry an IPv4 address inside (mapped, 6to4, NAT64, Teredo) are refused whole, so
that nothing private hides in them. Addresses of cloud metadata are refused even in one's own networks.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

METADATA = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
    )
)
NOT_PUBLIC: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(text), said)
    for text, said in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by carriers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for measurements"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "an IPv4 address inside IPv6"),
        ("64:ff9b::/96", "an IPv4 address inside IPv6"),
        ("64:ff9b:1::/48", "an IPv4 address inside IPv6"),
        ("2001::/32", "an IPv4 address inside IPv6"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "an IPv4 address inside IPv6"),
        ("2620:4f:8000::/48", "reserved"),
        ("3fff::/20", "for documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
"""From the registries of special-purpose addresses (RFC 6890 and what was assigned since)."""
GLOBAL_UNICAST_6 = ip_network("2000::/3")


def why_refused(address: Address, own: tuple[Network, ...] = ()) -> str:
    """What the address is that no capture may connect to; empty for one that it may connect to."""
    if address in METADATA:
        return "cloud metadata"
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address.scope_id):
        return "an IPv4 address inside IPv6" if address.ipv4_mapped else "link-local"
    if any(address in network for network in own):
        return ""
    for network, said in NOT_PUBLIC:
        if address in network:
            return said
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST_6:
        return "reserved"
    # The tables of the standard library are asked as well, should ours be behind.
    return "" if address.is_global and not address.is_multicast else "not public"
