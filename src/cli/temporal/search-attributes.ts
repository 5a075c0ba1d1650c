import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, grpcCauseOf, type Temporal } from './connect.ts';

/** Temporal's number for the type Keyword. */
const KEYWORD = 2;

export const ATTRIBUTE_NAMES: readonly string[] = Object.values(SEARCH_ATTRIBUTES);

/** Which of ours the namespace has, and which it has with another type; undefined where it does not tell. */
export interface KnownAttributes {
  readonly present: readonly string[];
  readonly otherwise: readonly string[];
}

export async function readAttributes(temporal: Temporal): Promise<KnownAttributes | undefined> {
  const { client, settings } = temporal;
  const { operatorService } = client.connection;
  try {
    const { customAttributes } = await ask(temporal, () =>
      operatorService.listSearchAttributes({ namespace: settings.namespace }),
    );
    const typeOf = (name: string): unknown => customAttributes[name];
    return {
      present: ATTRIBUTE_NAMES.filter((name) => typeOf(name) === KEYWORD),
      otherwise: ATTRIBUTE_NAMES.filter((name) => ![undefined, KEYWORD].includes(typeOf(name) as number)),
    };
  } catch (error) {
    // UNIMPLEMENTED, or PERMISSION_DENIED where only operators may look: a release goes without.
    if ([7, 12].includes(codeOf(error) ?? 0)) return undefined;
    throw error;
  }
}

/** Creates those that are missing and returns their names. Safe to repeat. Throws Complaint where it is not allowed. */
export async function createAttributes(temporal: Temporal): Promise<readonly string[]> {
  const { client, settings } = temporal;
  const known = await readAttributes(temporal);
  if (known === undefined) throw notHere(undefined);
  if (known.otherwise.length > 0) throw ofAnotherType(known.otherwise);
  const missing = ATTRIBUTE_NAMES.filter((name) => !known.present.includes(name));
  if (missing.length === 0) return [];
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  try {
    await ask(temporal, () =>
      client.connection.operatorService.addSearchAttributes({
        namespace: settings.namespace,
        searchAttributes,
      }),
    );
  } catch (error) {
    if (grpcCauseOf(error) === undefined) throw error;
    throw notHere(error);
  }
  return missing;
}

function codeOf(error: unknown): number | undefined {
  return grpcCauseOf(error)?.code;
}

function notHere(cause: unknown): Complaint {
  const said = grpcCauseOf(cause)?.message;
  const reason = said === undefined ? '' : `: ${said}`;
  return new Complaint(
    `search attributes cannot be created from here${reason}`,
    EXIT.other,
    [
      'everything works without them; somebody who may can create them with:',
      ...ATTRIBUTE_NAMES.map(
        (name) => `temporal operator search-attribute create --name ${name} --type Keyword`,
      ),
    ],
    cause,
  );
}

function ofAnotherType(names: readonly string[]): Complaint {
  const are = names.length === 1 ? 'is there, but its type is' : 'are there, but their type is';
  return new Complaint(`${names.join(', ')} ${are} not Keyword`, EXIT.refused, [
    ...names.map((name) => `temporal operator search-attribute remove --name ${name}`),
    'npx pacer setup',
  ]);
}
