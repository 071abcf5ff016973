import { BroadsheetError } from '../../errors.js';
import { type CalendarDate, dateIn, isCalendarDate } from '../../model/calendar-date.js';
import type { ListedPaper } from '../../model/paper.js';
import { parseItem } from '../huggingface/parse-item.js';
import { recordOf } from '../huggingface/record.js';
import type { SkippedItem, SourceResponse } from '../source.js';
import type { ListFile } from './list-files.js';
import { type NoteRequest, parseNote } from './parse-note.js';
import { readItems } from './read-items.js';

export interface FileRequest {
  readonly file: ListFile;
  readonly source: string;
  readonly seenAt: Date;
}

/** Links in Hugging Face's shape may be relative to it. */
const VENDOR = 'https://huggingface.co';

/**
 * Reads a file of papers: each item in Hugging Face's shape where it holds a `paper`, else in our own. A paper
 * that names no day stands on the list of the day in the file's name, or of the day when the file was changed.
 * @throws BroadsheetError SOURCE_ANSWER_INVALID where nothing in it can be used, with the first fault
 */
export function parseFile(text: string, { file, source, seenAt }: FileRequest): SourceResponse {
  const observedAt = file.changedAt < seenAt ? file.changedAt : seenAt;
  const request = { source, date: dateOf(file), seenAt, observedAt };
  const { items, bad } = readItems(text);
  const listed: ListedPaper[] = [];
  const skipped: SkippedItem[] = bad.map(({ place, reason }) => skip(file, place, reason));
  for (const { place, value } of items) {
    const result = isVendorItem(value) ? vendorPaper(value, request) : parseNote(value, request);
    if (typeof result === 'string') skipped.push(skip(file, place, result));
    else listed.push(result);
  }
  const [first] = skipped;
  if (listed.length === 0 && first !== undefined) {
    throw new BroadsheetError('SOURCE_ANSWER_INVALID', `Nothing in the list can be used: ${first.reason}.`);
  }
  return { listed, skipped };
}

function isVendorItem(item: unknown): item is { paper: object } {
  return typeof item === 'object' && item !== null && 'paper' in item && typeof item.paper === 'object';
}

function vendorPaper(item: object, request: NoteRequest): ListedPaper | string {
  const { source, seenAt, observedAt } = request;
  const date = submissionDate(item) ?? request.date;
  const result = parseItem(item, { date, observedAt, baseUrl: VENDOR });
  if ('reason' in result) return result.reason;
  return {
    ...result,
    listing: { ...result.listing, source, seenAt },
    observation: result.observation === null ? null : { ...result.observation, source },
    record: recordOf(item, result),
  };
}

function submissionDate(item: object): CalendarDate | null {
  const submitted: unknown = (item as { paper?: { submittedOnDailyAt?: unknown } }).paper?.submittedOnDailyAt;
  const day = typeof submitted === 'string' ? submitted.slice(0, 10) : '';
  return isCalendarDate(day) ? day : null;
}

function dateOf(file: ListFile): CalendarDate {
  const named = /\d{4}-\d{2}-\d{2}/.exec(file.name)?.[0] ?? '';
  return isCalendarDate(named) ? named : dateIn('UTC', file.changedAt);
}

function skip(file: ListFile, place: string, reason: string): SkippedItem {
  return { paperId: null, reason: `${file.name}, ${place}: ${reason}` };
}
