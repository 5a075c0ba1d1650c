import type { Secret } from './secret.ts';

export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: Secret }
  /** DC/OS: `Authorization: token=...` */
  | { readonly kind: 'token'; readonly token: Secret }
  /** RFC 6750: `Authorization: Bearer ...` */
  | { readonly kind: 'bearer'; readonly token: Secret }
  | ServiceAccount;

/** A DC/OS service account: signs in at `loginEndpoint` and gets a token that lasts for an hour. */
export interface ServiceAccount {
  readonly kind: 'service-account';
  readonly uid: string;
  /** PEM (PKCS#8 or PKCS#1), RS256. */
  readonly privateKey: Secret;
  readonly loginEndpoint: string;
}

/** No token could be had, so the request itself was not sent. `refused`: the account is wrong, not the network. */
export interface LoginFailure {
  readonly kind: 'login-failed';
  readonly refused: boolean;
  readonly cause: Error;
}

export type AuthorizationHeader =
  { readonly kind: 'header'; readonly value: string | undefined } | LoginFailure;

export interface Authorization {
  header(): Promise<AuthorizationHeader>;
  /** Forgets a token that was answered with 401. False when there is nothing newer to be had. */
  forget(): boolean;
}
