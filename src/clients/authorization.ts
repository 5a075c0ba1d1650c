import type { Authorization, Credentials } from './credentials.ts';
import type { Transport } from './http-transport.ts';
import { createLogin } from './service-account.ts';

/** The header that each request of a client carries. Tokens are had by need and renewed before they end. */
export function createAuthorization(
  credentials: Credentials,
  send: Transport,
  timeoutMs: number,
): Authorization {
  switch (credentials.kind) {
    case 'none':
      return fixed(undefined);
    case 'basic': {
      const pair = `${credentials.user}:${credentials.password.reveal()}`;
      return fixed(`Basic ${Buffer.from(pair).toString('base64')}`);
    }
    case 'token':
      return fixed(`token=${credentials.token.reveal()}`);
    case 'bearer':
      return fixed(`Bearer ${credentials.token.reveal()}`);
    case 'service-account':
      return createLogin(credentials, send, timeoutMs);
  }
}

function fixed(value: string | undefined): Authorization {
  return { header: () => Promise.resolve({ kind: 'header', value }), forget: () => false };
}
