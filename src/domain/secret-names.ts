const KEY_OF =
  'api|app|private|access|account|secret|signing|encryption|encrypt|decryption|master|session|client|auth|license|storage';

/** Words that stand alone in a name, between what is no letter. `passWhen` is a field of a check. */
const WORDS = [
  'pass(?!_when$)|pwd|creds?|credentials?|auth|authorization|bearer',
  `(?:${KEY_OF})[-_.]?keys?`,
  // Their keys and tokens have names too short to mean something elsewhere.
  '(?:git|github|gitlab|gh|gl|azure|ado|docker)[-_.]?pat',
  '(?:stripe|clerk|paystack|openai)[-_.]?sk',
];

/** Words that also stand at the end of others, written together: PGPASSWORD, CLIENTSECRET. No PASSENGER, no SECRETARY. */
const ENDINGS = [
  'passwords?',
  'passwd',
  'passphrases?',
  'secrets?',
  'tokens?',
  '(?:api|secret|private|access)keys?',
];

const secretName = new RegExp(
  `(?:^|[^a-z])(?:${WORDS.join('|')})(?:$|[^a-z])|(?:${ENDINGS.join('|')})(?:$|[^a-z])`,
  'i',
);

/** Whether a value of this name is a secret: `DB_PASSWORD`, `apiKey`, `--auth-token`, `SECRETKEY`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
}
