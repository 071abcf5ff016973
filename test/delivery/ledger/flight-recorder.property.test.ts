import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  checkOf,
  decodeHeader,
  decodeRecords,
  type FlightState,
} from '../../../src/delivery/ledger/flight-format.js';
import type { Flight, FlightRecorder } from '../../../src/delivery/ledger/flight-recorder.js';
import { openFlights } from '../../../src/delivery/ledger/flights.js';

/** As many as make a flight lie across two pages of the file. */
const ROWS = 6;
const CONNECTIONS = 3;
const RELAYS = ['first', 'second'];
const lease = 'host-1-abc/0b9cbd1c';
const epoch = '536b3c4b7499876110d65cf1a78dbc0d';
const nothing = () => undefined;

interface Act {
  readonly connection: number;
  readonly what: 'begin' | 'take' | 'refuse' | 'leave out' | 'forget' | 'turn';
}

const act: fc.Arbitrary<Act> = fc.record({
  connection: fc.nat(CONNECTIONS - 1),
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('begin' as const, 'take' as const, 'turn' as const) },
    { weight: 1, arbitrary: fc.constantFrom('refuse' as const, 'leave out' as const, 'forget' as const) },
  ),
});

/** One connection after the other, as they use one file, and what must be in it. */
class Connection {
  private flight: Flight | null = null;
  private digestId = 0;
  private next = 0;
  private current: number | null = null;
  private beginning: Promise<boolean> | null = null;
  /** What is so; what a server took may be in the file a moment later. */
  private rows: (FlightState | 'refused')[] = [];
  /** How many were forgotten since the last turn; these may be in the file for as long. */
  private gone = 0;

  constructor(
    private readonly recorder: FlightRecorder,
    private readonly nextFlight: () => number,
  ) {}

  carryOut(what: Act['what']): void {
    const flight = this.flight ?? this.board();
    const { next, current } = this;
    if (this.beginning !== null) return;
    if (what === 'forget' && current === null) {
      flight.forget();
      this.flight = null;
      this.gone += this.rows.length;
      this.rows = [];
    } else if (current !== null && (what === 'take' || what === 'refuse')) {
      if (what === 'take') flight.delivered(current, RELAYS[this.next % 2] ?? '');
      this.rows[current] = what === 'take' ? 'delivered' : 'refused';
      this.current = null;
    } else if (current === null && next < ROWS && (what === 'begin' || what === 'leave out')) {
      if (what === 'begin') {
        this.beginning = flight.begin(next, RELAYS[next % 2] ?? '');
        this.current = next;
      }
      this.next += 1;
    }
  }

  /** The turn of the event loop has ended. */
  async turn(): Promise<void> {
    this.gone = 0;
    if (this.beginning === null || this.current === null) return;
    expect(await this.beginning).toBe(true);
    this.beginning = null;
    this.rows[this.current] = 'begun';
  }

  /** @param hasPassed what the turn brought is written */
  check(inFile: ReadonlyMap<string, FlightState>, hasPassed: boolean): void {
    let inDoubt = 0;
    this.rows.forEach((state, row) => {
      const found = inFile.get(`${this.digestId}/${row}`);
      if (state === 'refused' || state === 'begun') expect(found).toBe('begun');
      else if (state === 'delivered' && !hasPassed) expect(found).toMatch(/^(begun|delivered)$/);
      else expect(found).toBe(state);
      // What was refused is in the database before the next one begins.
      if (found === 'begun' && state !== 'refused') inDoubt += 1;
    });
    expect(inDoubt).toBeLessThanOrEqual(1);
  }

  count(): number {
    return this.rows.length;
  }

  forgotten(): number {
    return this.gone;
  }

  private board(): Flight {
    this.digestId = this.nextFlight();
    const rows = Array.from({ length: ROWS }, (_, subscriberId) => ({
      digestId: this.digestId,
      subscriberId,
      fence: 1,
    }));
    const flight = this.recorder.ahead(rows);
    if (flight === null) expect.fail('it cannot be written down');
    this.flight = flight;
    this.next = 0;
    this.rows = Array(ROWS).fill('ahead');
    return flight;
  }
}

it('at each moment at which the process may die, the file has one row in doubt for each connection at most', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-flights-'));
  const log = { info: nothing, warn: nothing, error: nothing };
  const flights = openFlights({ folder, rows: ROWS, relays: RELAYS, log });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40 }), async (acts) => {
      const recorder = flights.record(lease, epoch);
      let made = 0;
      const connections = Array.from({ length: CONNECTIONS }, () => new Connection(recorder, () => ++made));
      for (const { connection, what } of acts) {
        if (what === 'turn') {
          await new Promise((resolve) => setImmediate(resolve));
          for (const each of connections) await each.turn();
        } else connections[connection]?.carryOut(what);
        const inFile = readStates(folder);
        for (const each of connections) each.check(inFile, what === 'turn');
        const open = connections.reduce((sum, each) => sum + each.count(), 0);
        const left = what === 'turn' ? 0 : connections.reduce((sum, each) => sum + each.forgotten(), 0);
        expect(inFile.size).toBeGreaterThanOrEqual(open);
        expect(inFile.size).toBeLessThanOrEqual(open + left);
      }
      recorder.close();
      const inFile = readStates(folder);
      for (const each of connections) each.check(inFile, true);
      flights.forget(lease);
      expect(readdirSync(folder)).toEqual([]);
    }),
  );
  rmSync(folder, { recursive: true });
});

/** What the file says at this moment, of each row. */
function readStates(folder: string): Map<string, FlightState> {
  const [name] = readdirSync(folder);
  if (name === undefined) return new Map();
  const content = readFileSync(join(folder, name));
  const header = decodeHeader(content);
  if (header === null) expect.fail('the file has no header');
  const records = decodeRecords(content, header.relays, checkOf(lease, epoch));
  for (const { state, subscriberId, relay } of records) {
    if (state !== 'ahead') expect(RELAYS).toContain(relay);
    expect(subscriberId).toBeLessThan(ROWS);
  }
  return new Map(records.map(({ digestId, subscriberId, state }) => [`${digestId}/${subscriberId}`, state]));
}
