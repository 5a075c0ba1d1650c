import { getExternalWorkflowHandle } from '@temporalio/workflow';
import type { Run } from '../src/domain/line.ts';
import { lineNews, type LineNews } from './messages-line.ts';

/** Whether it was there to be told. Never throws. */
export async function sendNews({ workflowId, runId }: Run, news: LineNews): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(workflowId, runId).signal(lineNews, news);
    return true;
  } catch {
    return false;
  }
}
