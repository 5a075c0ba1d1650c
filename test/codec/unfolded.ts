/** With what its texts in base64 stand for. */
export function unfolded(json: string): string {
  const texts = [...json.matchAll(/"([A-Za-z0-9+/]{8,}={0,2})"/g)];
  return [json, ...texts.map(([, text = '']) => Buffer.from(text, 'base64').toString('utf8'))].join('\n');
}
