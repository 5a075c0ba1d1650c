type Mapping = Readonly<Record<string, unknown>>;

/** Names under which people keep an app's version, in the order in which they are believed. */
const NAMES = ['APP_VERSION', 'VERSION', 'version'] as const;

/** What a person calls the version of an app definition: its Docker image, or its version as a label or in env. */
export function appVersion(definition: Mapping): string | undefined {
  const image = textAt(mappingAt(mappingAt(definition, 'container'), 'docker'), 'image');
  if (image !== undefined) return image;
  const places = [mappingAt(definition, 'labels'), mappingAt(definition, 'env')];
  return NAMES.flatMap((name) => places.map((place) => textAt(place, name))).find((it) => it !== undefined);
}

/** Empty where there is none. */
export function mappingAt(input: Mapping, field: string): Mapping {
  const value = input[field];
  return isMapping(value) ? value : {};
}

export function textAt(input: Mapping, field: string): string | undefined {
  const value = input[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isMapping(input: unknown): input is Mapping {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
