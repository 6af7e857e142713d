import type { Code, ErrorParams } from './types.gen';

/** What the core answers instead of a reply. `code` picks the words, `params` fills their numbers. */
export class Refusal extends Error {
  constructor(
    readonly code: Code,
    readonly params: ErrorParams = {},
  ) {
    super(code);
    this.name = 'Refusal';
  }
}

/** Turns whatever was thrown into a refusal: an envelope keeps its code, anything else is a fault of Henro. */
export function refusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  const body = typeof thrown === 'string' ? parse(thrown) : thrown;
  if (isEnvelope(body)) return new Refusal(body.code, body.params ?? {});
  return new Refusal('internal');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isEnvelope(body: unknown): body is { code: Code; params?: ErrorParams } {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
}
