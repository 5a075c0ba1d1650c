import { parse } from 'yaml';
import type { AppDefinition } from '../../domain/app.ts';
import { leaveOutSecrets } from '../../domain/leave-out-secrets.ts';
import { renderProblem } from '../../domain/problem.ts';
import { checkSpecOfEither } from '../../domain/spec-errors.ts';
import type { Procedure } from '../../domain/status.ts';
import { firstSpecText } from './first-spec.ts';
import { whatToMind } from './mind.ts';
import { specPartsOf } from './spec-parts-of-app.ts';

export interface InitialSpec {
  readonly text: string;
  readonly facts: SpecFacts;
}

export interface SpecFacts {
  readonly service: string;
  readonly target: string;
  readonly procedure: Procedure;
  /** Id of the app it was made from. */
  readonly from: string;
  /** Fields that a secret was left out of. */
  readonly leftOut: readonly string[];
  readonly mind: readonly string[];
  /** What is still wrong with it: a release of it would be refused. */
  readonly problems: readonly string[];
}

interface Wanted {
  readonly target: string;
  readonly procedure: Procedure;
  readonly service?: string | undefined;
}

/** A first spec for an app, from its definition. */
export function initSpec(definition: AppDefinition, { target, procedure, service }: Wanted): InitialSpec {
  const parts = specPartsOf(definition);
  const { kept: app, leftOut } = leaveOutSecrets(parts.app);
  const named = service ?? parts.service;
  const text = firstSpecText({ target, procedure, service: named, app, from: definition.id });
  const check = checkSpecOfEither(parse(text));
  const facts = {
    service: named,
    target,
    procedure,
    from: definition.id,
    leftOut,
    mind: whatToMind(app),
    problems: check.kind === 'ok' ? [] : check.problems.map(renderProblem),
  };
  return { text, facts };
}
