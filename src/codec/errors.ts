/** A payload is encrypted with a key that is not at hand. Safe to repeat, and may go well once the key is there. */
export class EncryptionKeyMissing extends Error {
  override readonly name = 'EncryptionKeyMissing';

  constructor(key: string, known: readonly string[]) {
    super(
      `a payload is encrypted with the key ${JSON.stringify(key)}, and the keys here are ${known.join(', ') || 'none'}. ` +
        'Add it to encryption.keys in the configuration; it may stand last, so that it only decrypts',
    );
  }
}

/** There is a key of that name, and it is not the one that encrypted the payload, or the payload was changed since. */
export class EncryptionKeyWrong extends Error {
  override readonly name = 'EncryptionKeyWrong';

  constructor(key: string, cause?: unknown) {
    super(
      `a payload does not open with the key ${JSON.stringify(key)}: it is another key of that name, or the payload was ` +
        'changed. Give each key a name of its own, and the name in encryption.keys the key that it had',
      { cause },
    );
  }
}
