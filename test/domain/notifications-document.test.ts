import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { contactsInSpec } from '../../src/domain/notifications-spec.ts';
import { noticeBody } from '../../src/domain/notifications-text.ts';
import { EVENTS, HOOK_PLACES } from '../../src/domain/notifications.ts';
import { workerConfigSchema } from '../../src/worker/config-schema.ts';
import { aNotice } from '../support/notices.ts';

const text = readFileSync(new URL('../../docs/notifications.md', import.meta.url), 'utf8');

function blocks(language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, it]) => it ?? '');
}

it('docs/notifications.md shows a configuration and a spec that are taken', () => {
  const [configuration = '', spec = ''] = blocks('yaml');
  const { notifications } = workerConfigSchema.shape;
  const written = z.strictObject({ notifications }).safeParse(parse(configuration));
  expect(written.error).toBeUndefined();
  expect(z.strictObject(contactsInSpec).safeParse(parse(spec)).error).toBeUndefined();
});

it('docs/notifications.md shows a notice as it is sent', () => {
  const [shown = ''] = blocks('json');
  const notice = aNotice({ runId: '0a1b2c3d-5e6f-7a8b-9c0d-1e2f3a4b5c6d' });
  expect(JSON.parse(shown)).toEqual(JSON.parse(noticeBody('generic', notice)));
});

it.each([...EVENTS, ...HOOK_PLACES])('docs/notifications.md explains %s', (name) => {
  expect(text).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
});
