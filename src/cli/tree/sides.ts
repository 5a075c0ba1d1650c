import type { SideStatus, TaskStatus } from '../../domain/status.ts';
import { clip, line, type Line, type Tone } from './line.ts';

/** So many tasks of a side are listed; those that are not well, or on their way, come first. */
const MOST_TASKS = 8;
const GAP = '  ';

/** A version by its name: its instances, and each task with its health, place in the pool, sessions and pending operations. */
export function sideLines(name: string, side: SideStatus, width: number): readonly Line[] {
  const serving = side.tasks.filter((task) => task.pool === 'serving').length;
  const title = `${name.toUpperCase()} ${side.appId}: ${side.instances} instances, ${serving} serving`;
  const shown = [...side.tasks].sort((one, other) => interest(other) - interest(one)).slice(0, MOST_TASKS);
  const rest = side.tasks.length - shown.length;
  return [
    line(clip(`  ${title}`, width), 'strong'),
    ...table(shown, side.appId, width - 4).map(({ text, tone }) => line(`    ${text}`, tone)),
    ...(rest === 0 ? [] : [line(`    and ${rest} more`, 'faint')]),
  ];
}

interface Column {
  readonly title: string;
  readonly cell: (task: TaskStatus, appId: string) => string;
  readonly isNumber?: true;
  /** Given up first on a narrow terminal. */
  readonly dispensable?: true;
}

const COLUMNS: readonly Column[] = [
  { title: 'task', cell: (task, appId) => shortTaskId(task.taskId, appId) },
  {
    title: 'address',
    cell: ({ host, port }) => (port === undefined ? host : `${host}:${port}`),
    dispensable: true,
  },
  { title: 'health', cell: healthOf },
  { title: 'pool', cell: ({ pool }) => pool ?? 'not in it' },
  { title: 'sessions', cell: sessionsOf, isNumber: true },
  { title: 'pending', cell: ({ pending }) => String(pending ?? ''), isNumber: true },
];

function table(tasks: readonly TaskStatus[], appId: string, width: number): readonly Line[] {
  if (tasks.length === 0) return [line('no tasks', 'faint')];
  const filled = COLUMNS.map((column) => ({
    column,
    cells: [column.title, ...tasks.map((task) => column.cell(task, appId))],
  })).filter(({ cells }) => cells.slice(1).some((cell) => cell !== ''));
  const sized = filled.map((it) => ({ ...it, size: Math.max(...it.cells.map((cell) => cell.length)) }));
  const total = sized.reduce((sum, { size }) => sum + size + GAP.length, -GAP.length);
  const columns = total <= width ? sized : sized.filter(({ column }) => column.dispensable !== true);
  const rowAt = (index: number): string =>
    columns
      .map(({ cells, size, column }) => {
        const cell = cells[index] ?? '';
        return column.isNumber === true ? cell.padStart(size) : cell.padEnd(size);
      })
      .join(GAP)
      .trimEnd();
  return [
    line(clip(rowAt(0), width), 'faint'),
    ...tasks.map((task, index) => line(clip(rowAt(index + 1), width), toneOf(task))),
  ];
}

/** `3f2c1e7a` of `shop-a.3f2c1e7a-...` or `shop-a.instance-3f2c1e7a-...._app.1`: enough to find it by. */
export function shortTaskId(taskId: string, appId: string): string {
  const prefix = `${appId.replace(/^\//, '').replaceAll('/', '_')}.`;
  const rest = taskId.startsWith(prefix) ? taskId.slice(prefix.length) : taskId;
  return clip(/^(?:instance-)?([0-9a-f]{8})-/.exec(rest)?.[1] ?? rest, 20);
}

/** Marathon's word for a task that does not run, since nobody asks for the health of one. */
function healthOf({ state, health }: TaskStatus): string {
  return state === 'TASK_RUNNING' ? health : state.replace(/^TASK_/, '').toLowerCase();
}

function sessionsOf({ sessions, queue }: TaskStatus): string {
  if (sessions === undefined) return '';
  return queue === undefined || queue === 0 ? String(sessions) : `${sessions} +${queue} queued`;
}

function toneOf(task: TaskStatus): Tone {
  if (task.health === 'unhealthy' || task.pool === 'down' || task.state === 'TASK_UNREACHABLE') return 'bad';
  if (task.pool === 'serving') return 'good';
  return task.pool === 'draining' || task.pool === 'checking' ? 'busy' : 'plain';
}

function interest(task: TaskStatus): number {
  const order: Readonly<Record<Tone, number>> = { bad: 3, busy: 2, plain: 1, strong: 1, faint: 1, good: 0 };
  return order[toneOf(task)];
}
