/** Label of every app that Pacer creates: the service it belongs to. */
export const serviceLabel = 'PACER_SERVICE';
/** Label of every app that Pacer creates: the release that created it, so that a repeat recognises its own app. */
export const releaseLabel = 'PACER_RELEASE';
/** Which app it was created to replace; absent for the first version of a service. */
export const replacesLabel = 'PACER_REPLACES';
/** The release that had created that one; absent when somebody else had. Ids come again, releases do not. */
export const replacesReleaseLabel = 'PACER_REPLACES_RELEASE';
/** How many instances that one had. */
export const replacesInstancesLabel = 'PACER_REPLACES_INSTANCES';

const own: readonly string[] = [
  serviceLabel,
  releaseLabel,
  replacesLabel,
  replacesReleaseLabel,
  replacesInstancesLabel,
];

type Labels = Readonly<Record<string, string>>;

/** Labels as the owner of the app wrote them. */
export function withoutOwnLabels(labels: Labels = {}): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !own.includes(name)));
}
