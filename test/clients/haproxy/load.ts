import { Agent, get, type RequestOptions } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Tally {
  readonly requests: number;
  /** Answers of 200 by body. */
  readonly answers: Readonly<Record<string, number>>;
  /** What went wrong, in words. */
  readonly failures: readonly string[];
}

/** One request; its body. Throws when the status is not 200. */
export function fetchBody(
  url: string,
  agent: Agent | false = false,
  options: RequestOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { ...options, agent, timeout: 20_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`HTTP ${response.statusCode}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 20 s')));
    request.on('error', reject);
  });
}

/** Clients that ask one request after the other until told to stop; half of them keep their connection. */
export function startLoad(
  url: string,
  { clients = 8, slowPart = 0.02 } = {},
): { readonly stop: () => Promise<Tally> } {
  const failures: string[] = [];
  const answers: Record<string, number> = {};
  let requests = 0;
  let stopped = false;
  const client = async (number: number): Promise<void> => {
    const agent = number % 2 === 0 ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
    while (!stopped) {
      requests += 1;
      const slow = (requests * slowPart) % 1 < slowPart;
      try {
        const body = await fetchBody(slow ? `${url}/slow` : url, agent);
        answers[body] = (answers[body] ?? 0) + 1;
      } catch (error) {
        failures.push(String(error));
      }
      await sleep(10);
    }
    if (agent) agent.destroy();
  };
  const running = Array.from({ length: clients }, (_, number) => client(number));
  return {
    stop: async () => {
      stopped = true;
      await Promise.all(running);
      return { requests, answers, failures };
    },
  };
}

/** How many of `count` requests each body answered. */
export async function countAnswers(url: string, count: number): Promise<Record<string, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const answers: Record<string, number> = {};
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) {
      const body = await fetchBody(url, agent);
      answers[body] = (answers[body] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  agent.destroy();
  return answers;
}
