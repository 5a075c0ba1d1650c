/** The floor of Temporal's SDK. */
const OLDEST = [20, 3];

export function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  console.error(
    `Pacer needs Node.js ${OLDEST.join('.')} or later and this is ${process.versions.node}: install Node.js 20 LTS or newer.`,
  );
  process.exit(1);
}
