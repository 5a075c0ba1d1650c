import { ApplicationFailure } from '@temporalio/activity';
import type { Contact } from '../src/clients/hooks.ts';
import type { Marathon } from '../src/clients/marathon.ts';
import type { Prometheus } from '../src/clients/prometheus.ts';
import type { LoadBalancer } from '../src/domain/pool.ts';

/** The systems that a target's name stands for. */
export interface Target {
  readonly marathon: Marathon;
  readonly loadBalancer: LoadBalancer;
  readonly prometheus?: Prometheus;
}

export type Targets = Readonly<Record<string, Target>>;

/** The target of that name. Throws a final `InvalidInput` that lists the names there are. */
export function targetNamed(targets: Targets, name: string): Target {
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (target !== undefined) return target;
  const known = Object.keys(targets).join(', ') || 'none';
  throw ApplicationFailure.nonRetryable(
    `target: "${name}" is not in the worker's configuration (it has: ${known}). Name one of those, or add it and restart the worker.`,
    'InvalidInput',
  );
}

/** Who is told of releases and asked by their hooks, by name. */
export type ContactBook = Readonly<Record<string, Contact>>;

/** The contact of that name. Throws what a retry may mend: the worker that takes it may have been started before it. */
export function contactNamed(book: ContactBook, name: string): Contact {
  const contact = Object.hasOwn(book, name) ? book[name] : undefined;
  if (contact !== undefined) return contact;
  const known = Object.keys(book).join(', ') || 'none';
  throw ApplicationFailure.retryable(
    `"${name}" is not one of the notifications in the worker's configuration (it has: ${known}). Add it and restart the worker.`,
    'UnknownContact',
  );
}
