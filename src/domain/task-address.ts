/** What an address is, as far as it can be told from its letters. A name is `ordinary`: it is not looked up here. */
export type AddressKind = 'ordinary' | 'loopback' | 'unspecified' | 'link-local' | 'multicast' | 'metadata';

export type Scrape =
  { readonly kind: 'url'; readonly url: string } | { readonly kind: 'refused'; readonly reason: string };

/** Where clouds answer every machine, with its credentials, outside of the link-local range. */
const METADATA = ['100.100.100.200', '168.63.129.16', '192.0.0.192', '[fd00:ec2::254]'];

/** Of an IPv4 or IPv6 address, or of a name, with or without brackets, in any spelling that a URL knows. */
export function addressKind(host: string): AddressKind {
  const bare = host.replace(/^\[|\]$/g, '');
  const written = `http://${bare.includes(':') ? `[${bare}]` : bare}/`;
  if (!URL.canParse(written)) return 'ordinary';
  const { hostname } = new URL(written);
  if (METADATA.includes(hostname)) return 'metadata';
  if (hostname.startsWith('[')) return kindOfIpv6(hostname);
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return 'loopback';
  return /^\d+(\.\d+){3}$/.test(hostname) ? kindOfIpv4(hostname.split('.').map(Number)) : 'ordinary';
}

/**
 * Whether a container may be reached there by others. Who writes the executor of a task can have it say anything: a name
 * would lead wherever it is resolved to.
 */
export function isContainerAddress(ip: string): boolean {
  return isIpAddress(ip) && addressKind(ip) === 'ordinary';
}

function isIpAddress(text: string): boolean {
  const written = `http://${text.includes(':') ? `[${text}]` : text}/`;
  if (!/^[\da-f.:]+$/i.test(text) || !URL.canParse(written)) return false;
  return /^(\[.*\]|\d+(\.\d+){3})$/.test(new URL(written).hostname);
}

/**
 * The URL of a path, which comes from a spec, at `host:port`, which comes from Marathon. Refused where either would lead
 * to another place, and where the address is one that answers with more than the task's own.
 */
export function scrapeUrl(address: string, path: string): Scrape {
  const place = `http://${address}/`;
  if (!URL.canParse(place)) return refused(`${JSON.stringify(address)} is no host with a port`);
  const { origin, hostname, href } = new URL(place);
  if (href !== `${origin}/`) return refused(`${JSON.stringify(address)} is more than a host with a port`);
  const kind = addressKind(hostname);
  if (kind !== 'ordinary' && kind !== 'loopback')
    return refused(`${hostname} is no address of a task: it is ${kind}`);
  const url = `${origin}${path}`;
  const leadsElsewhere = !path.startsWith('/') || !URL.canParse(url) || new URL(url).origin !== origin;
  return leadsElsewhere ? refused(`${JSON.stringify(path)} is no path`) : { kind: 'url', url };
}

function refused(reason: string): Scrape {
  return { kind: 'refused', reason };
}

/** What gateways and sockets take for an IPv4 address: mapped, compatible, 6to4, or by NAT64's own prefix. */
function ipv4Within(hostname: string): readonly number[] | undefined {
  const groups = /^\[(?:::ffff:|::|2002:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})[:\]]/.exec(hostname);
  return groups === null ? undefined : octetsOf(groups[1], groups[2]);
}

function octetsOf(...groups: readonly (string | undefined)[]): readonly number[] {
  return groups.map((it) => parseInt(it ?? '0', 16)).flatMap((it) => [it >> 8, it & 0xff]);
}

function kindOfIpv4(octets: readonly number[]): AddressKind {
  if (METADATA.includes(octets.join('.'))) return 'metadata';
  const [first = 0, second = 0] = octets;
  if (first === 127) return 'loopback';
  if (first === 0) return 'unspecified';
  if (first === 169 && second === 254) return 'link-local';
  return first >= 224 ? 'multicast' : 'ordinary';
}

function kindOfIpv6(hostname: string): AddressKind {
  if (hostname === '[::1]') return 'loopback';
  if (hostname === '[::]') return 'unspecified';
  const within = ipv4Within(hostname);
  if (within !== undefined) return kindOfIpv4(within);
  if (/^\[fe[89ab]/.test(hostname)) return 'link-local';
  return hostname.startsWith('[ff') ? 'multicast' : 'ordinary';
}
