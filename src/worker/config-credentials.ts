import { z } from 'zod';
import type { Credentials } from '../clients/credentials.ts';
import { Secret } from '../clients/secret.ts';
import { problemAt, type Path } from '../domain/problem.ts';
import { hasUserInfo, type CredentialsInFile } from './config-schema.ts';
import { readSecret, type SecretPlace, type Sources } from './config-secrets.ts';

/** Credentials with their secrets read; undefined, with problems noted, when one is not to be had. */
export async function readCredentials(
  written: CredentialsInFile,
  path: Path,
  sources: Sources,
): Promise<Credentials | undefined> {
  switch (written.kind) {
    case 'none':
      return { kind: 'none' };
    case 'basic': {
      const password = await readSecret(written.password, [...path, 'password'], sources);
      return password && { kind: 'basic', user: written.user, password };
    }
    case 'token':
    case 'bearer': {
      const token = await readSecret(written.token, [...path, 'token'], sources);
      return token && { kind: written.kind, token };
    }
    case 'service-account':
      return readServiceAccount(written, path, sources);
  }
}

/** As DC/OS writes it when an account is created. */
const accountJson = z.object({
  uid: z.string().min(1),
  private_key: z.string().includes('PRIVATE KEY'),
  login_endpoint: z
    .url({ protocol: /^https?$/ })
    .refine((text) => !hasUserInfo(text) && !text.includes('?'), { error: 'must have no user and no "?"' }),
  scheme: z.literal('RS256').default('RS256'),
});

async function readServiceAccount(
  place: SecretPlace,
  path: Path,
  sources: Sources,
): Promise<Credentials | undefined> {
  const text = await readSecret(place, path, sources);
  if (text === undefined) return undefined;
  try {
    const { uid, private_key, login_endpoint } = accountJson.parse(JSON.parse(text.reveal()));
    return {
      kind: 'service-account',
      uid,
      privateKey: new Secret(private_key),
      loginEndpoint: login_endpoint,
    };
  } catch (failure) {
    const reason = failure instanceof z.ZodError ? z.prettifyError(failure) : 'it is not JSON';
    const remedy =
      'must be a DC/OS service account as JSON with uid, private_key, login_endpoint and scheme RS256; ' +
      `not so: ${reason.replaceAll(/\s*\n\s*/g, ' ')}`;
    sources.problems.push(
      problemAt([...path, place.file === undefined ? 'env' : 'file'], place.file ?? place.env, remedy),
    );
    return undefined;
  }
}
