/** `/shop, version v1, 4 tasks`. */
export function versionText(appId: string, version: string | undefined, instances?: number): string {
  const tasks = instances === undefined ? [] : [`${instances} ${instances === 1 ? 'task' : 'tasks'}`];
  return [appId, ...(version === undefined ? [] : [`version ${version}`]), ...tasks].join(', ');
}
