import { PbfReader, PbfWriter } from 'pbf';
import type { Histogram } from './histogram.js';

/** A value of an event: a number, or a distribution. */
export interface EventValue {
  readonly tag: string;
  readonly value: number | Histogram;
}

export interface Event {
  /** Seconds since 1970. */
  readonly time: number;
  readonly step: number;
  readonly values: readonly EventValue[];
}

/** The first record of every event file. */
export function versionEvent(time: number): Uint8Array {
  const event = new PbfWriter();
  event.writeDoubleField(1, time);
  event.writeStringField(3, 'brain.Event:2');
  return event.finish();
}

/** An event as TensorFlow's `Event` message (`event.proto`, `summary.proto`). */
export function encodeEvent({ time, step, values }: Event): Uint8Array {
  const event = new PbfWriter();
  event.writeDoubleField(1, time);
  if (step !== 0) event.writeVarintField(2, step);
  event.writeMessage(
    5,
    (all, summary) => {
      for (const one of all) summary.writeMessage(1, writeValue, one);
    },
    values,
  );
  return event.finish();
}

function writeValue({ tag, value }: EventValue, message: PbfWriter): void {
  message.writeStringField(1, tag);
  if (typeof value === 'number') message.writeFloatField(2, value);
  else message.writeMessage(5, writeHistogram, value);
}

/** Zeros are omitted, as usual in protocol buffers. */
function writeHistogram(
  { min, max, count, sum, squares, limits, counts }: Histogram,
  message: PbfWriter,
): void {
  for (const [field, value] of [min, max, count, sum, squares].entries())
    if (value !== 0) message.writeDoubleField(field + 1, value);
  message.writePackedDouble(6, [...limits]);
  message.writePackedDouble(7, [...counts]);
}

/** The step and the tags of an event. */
export function readEvent(data: Uint8Array): { step: number; tags: string[] } {
  return new PbfReader(data).readFields(
    (field, event, reader) => {
      if (field === 2) event.step = reader.readVarint();
      if (field === 5)
        reader.readMessage((inner, tags, summary) => {
          if (inner === 1)
            summary.readMessage((part, found, value) => {
              if (part === 1) found.push(value.readString());
            }, tags);
        }, event.tags);
    },
    { step: 0, tags: [] as string[] },
  );
}
