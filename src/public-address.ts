import { BlockList, isIP } from 'node:net';

/** Not on the public Internet (RFC 6890 and the registries it began). */
const RESERVED: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 96],
  ['::ffff:0:0', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 32],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
];

/** One for each version: a list of both takes every IPv4 address for one of those within IPv6. */
const reserved = { 4: new BlockList(), 6: new BlockList() };
for (const [address, bits] of RESERVED) {
  if (isIP(address) === 4) reserved[4].addSubnet(address, bits, 'ipv4');
  else reserved[6].addSubnet(address, bits, 'ipv6');
}

/** Whether an IP address is one that a request may be sent to that others asked for; false for what is none. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !reserved[4].check(address, 'ipv4');
  return version === 6 && !reserved[6].check(address, 'ipv6');
}
