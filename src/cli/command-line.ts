/** Target that is meant when nothing else says which: the one of the local stack. */
export const LOCAL_TARGET = 'local';

/** What a person types: `npx pacer abort shop`, with the target where it is not the local one. */
export function commandLine(verb: string, service: string, target: string): string {
  return `npx pacer ${verb} ${service}${target === LOCAL_TARGET ? '' : ` --target ${target}`}`;
}
