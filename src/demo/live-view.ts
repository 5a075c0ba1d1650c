import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import { paint } from '../cli/show-release.ts';
import { loadLine, type View } from './view.ts';

/** The release as the same tree that `pacer status --watch` shows, and below it what its users meet. */
export function liveView(terminal: NodeJS.WriteStream): View {
  const update = createLogUpdate(terminal);
  return {
    note: (text) => {
      update.persist(pc.bold(text));
    },
    show: (status, load) => {
      const tree = paint(status, new Date(), terminal.columns);
      update(load ? `${tree}\n\n  ${pc.bold(loadLine(load))}` : tree);
    },
    rest: () => {
      update.done();
    },
  };
}
