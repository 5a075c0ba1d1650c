import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressKind, isContainerAddress, scrapeUrl } from '../../src/domain/task-address.ts';

it.each([
  ['10.0.0.7', 'ordinary'],
  ['9.0.2.130', 'ordinary'],
  ['fd01:b::1', 'ordinary'],
  ['2001:db8::a9fe:a9fe', 'ordinary'],
  ['127.0.0.1', 'loopback'],
  ['127.1', 'loopback'],
  ['2130706433', 'loopback'],
  ['0x7f.0.0.1', 'loopback'],
  ['localhost', 'loopback'],
  ['::1', 'loopback'],
  ['[::1]', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['169.254.169.254', 'link-local'],
  ['::ffff:169.254.169.254', 'link-local'],
  ['2852039166', 'link-local'],
  ['fe80::1', 'link-local'],
  ['::169.254.169.254', 'link-local'],
  ['64:ff9b::169.254.169.254', 'link-local'],
  ['2002:a9fe:a9fe::1', 'link-local'],
  ['2002:7f00:1::', 'loopback'],
  ['fd00:ec2::254', 'metadata'],
  ['FD00:0EC2:0:0:0:0:0:254', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'multicast'],
  ['ff02::1', 'multicast'],
])('%s is %s', (address, kind) => {
  expect(addressKind(address)).toBe(kind);
  expect(isContainerAddress(address)).toBe(kind === 'ordinary');
});

it.each([
  'agent-7.example.com',
  'metadata.google.internal',
  '',
  'fe80::1%eth0',
  '10.0.0.7/8',
  '10.0.0.7 ',
  '[::1',
  'a:b',
])('a container has no address %j, since that is no IP address', (text) => {
  expect(isContainerAddress(text)).toBe(false);
});

it('the name of an agent is ordinary, as Mesos says it', () => {
  expect(addressKind('agent-7.example.com')).toBe('ordinary');
});

it.each([
  ['10.0.0.7:31000', '/metrics', 'http://10.0.0.7:31000/metrics'],
  ['agent-7:31000', '/metrics?name=a', 'http://agent-7:31000/metrics?name=a'],
  ['127.0.0.1:31000', '/metrics', 'http://127.0.0.1:31000/metrics'],
  ['[fd01:b::1]:80', '/metrics', 'http://[fd01:b::1]/metrics'],
  ['10.0.0.7:31000', '//evil.test/x', 'http://10.0.0.7:31000//evil.test/x'],
  ['10.0.0.7:31000', '/@evil.test/x', 'http://10.0.0.7:31000/@evil.test/x'],
  ['10.0.0.7:31000', '/\\evil.test', 'http://10.0.0.7:31000/\\evil.test'],
])('%s with %s is read at %s', (address, path, url) => {
  expect(scrapeUrl(address, path)).toEqual({ kind: 'url', url });
});

it.each([
  ['169.254.169.254:80', '/latest', '169.254.169.254 is no address of a task: it is link-local'],
  ['[fd00:ec2::254]:80', '/latest', '[fd00:ec2::254] is no address of a task: it is metadata'],
  ['0.0.0.0:80', '/', '0.0.0.0 is no address of a task: it is unspecified'],
  ['u:p@evil.test:80', '/', '"u:p@evil.test:80" is more than a host with a port'],
  ['evil.test/x?:80', '/', '"evil.test/x?:80" is more than a host with a port'],
  ['evil.test#:80', '/', '"evil.test#:80" is more than a host with a port'],
  ['evil test:80', '/', '"evil test:80" is no host with a port'],
  ['', '/', '"" is no host with a port'],
  [':80', '/', '":80" is no host with a port'],
  ['10.0.0.7:99999', '/', '"10.0.0.7:99999" is no host with a port'],
  ['10.0.0.7:31000', '@evil.test/', '"@evil.test/" is no path'],
  ['10.0.0.7:31000', '.evil.test/', '".evil.test/" is no path'],
  ['10.0.0.7:31000', '9/', '"9/" is no path'],
])('%s with %s is refused', (address, path, reason) => {
  expect(scrapeUrl(address, path)).toEqual({ kind: 'refused', reason });
});

it('no path leads away from the host and port', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('/', '//', '@', '\\', ''), (text, start) => {
      const scrape = scrapeUrl('10.0.0.7:31000', start + text);
      if (scrape.kind === 'refused') return;
      expect(new URL(scrape.url)).toMatchObject({ host: '10.0.0.7:31000', username: '', protocol: 'http:' });
    }),
  );
});
