import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type CalendarDate, isCalendarDate } from '../../src/model/calendar-date.js';

/** Recorded answers of the real API; absent outside the machines that hold the shared test data. */
export const recordedAnswers = fileURLToPath(new URL('../../../shared/data/huggingface/', import.meta.url));

export interface HuggingFaceServer {
  /** Base URL without a slash at the end. */
  readonly url: string;
  /** Every request so far: path with query, and when it came. */
  readonly requests: readonly { readonly path: string; readonly at: Date }[];
  /** What the list of a day holds from now on, instead of what was recorded. */
  setDay(date: CalendarDate, items: readonly unknown[]): void;
  /** The next `times` requests are answered with `status`. */
  failNext(times: number, status: number, headers?: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

export interface HuggingFaceServerOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Later dates are answered with 400 as the real API does; by default there is no such limit. */
  readonly today?: CalendarDate;
}

/**
 * A local server at the API's own paths that serves the recorded lists, paged as the real one does; `[]` for a
 * day without a record.
 */
export async function startHuggingFaceServer(
  options: HuggingFaceServerOptions = {},
): Promise<HuggingFaceServer> {
  const requests: { path: string; at: Date }[] = [];
  const days = new Map<CalendarDate, readonly unknown[]>();
  const failures: { status: number; headers: Readonly<Record<string, string>> }[] = [];

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    requests.push({ path: request.url ?? '', at: new Date() });
    const failure = failures.shift();
    if (failure !== undefined) return { ...failure, body: { error: `Failing with ${failure.status}` } };
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== '/api/daily_papers') return { status: 404, body: { error: 'Not found' } };
    const page = readPage(url.searchParams, options.today);
    if (page === null) return { status: 400, body: { error: 'Invalid parameters' } };
    const items = days.get(page.date) ?? (await recordedList(page.date));
    return { status: 200, body: items.slice(page.number * page.limit, (page.number + 1) * page.limit) };
  };

  const server = createServer((request, response) => {
    answer(request).then(
      (given) => send(response, given),
      (error: unknown) => send(response, { status: 500, body: { error: String(error) } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    setDay: (date, items) => void days.set(date, items),
    failNext: (times, status, headers = {}) =>
      void failures.push(...Array.from({ length: times }, () => ({ status, headers }))),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The recorded list of a day, empty where none was recorded. */
export async function recordedList(date: CalendarDate): Promise<readonly unknown[]> {
  const file = new URL(`daily_papers/${date}.json`, `file://${recordedAnswers}`);
  const text = await readFile(file, 'utf8').catch(() => '[]');
  return JSON.parse(text) as unknown[];
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function readPage(query: URLSearchParams, today: CalendarDate | undefined) {
  const date = query.get('date') ?? '';
  const limit = Number(query.get('limit') ?? 50);
  const number = Number(query.get('p') ?? 0);
  if (!isCalendarDate(date) || (today !== undefined && date > today)) return null;
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return null;
  return Number.isInteger(number) && number >= 0 ? { date, limit, number } : null;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ratelimit: '"api";r=499;t=300',
    ...headers,
  });
  response.end(JSON.stringify(body));
}
