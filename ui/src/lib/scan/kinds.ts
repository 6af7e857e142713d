// What a code is for, by how it begins (docs/protocol.md names the texts).

/** Kinds of codes that Henro shows or prints. */
export const KINDS = ['device', 'near', 'member', 'hand', 'person', 'recovery', 'family'] as const;
export type Kind = (typeof KINDS)[number];

const SHAPES: Record<Kind, RegExp> = {
  near: /^henro:add:\d{25}:near:\S+$/,
  device: /^henro:add:\d{25}:(?!near:)\S+$/,
  member: /^henro:member:\d{25}:\S+$/,
  hand: /^henro:hand:\d{25}$/,
  person: /^henro:[0-9a-f]{64}$/i,
  recovery: /^\d{50}$/,
  family: /^\d{60}$/,
};

/** The kind of a text that was read; `other` is not one of ours. */
export function kindOf(text: string): Kind | 'other' {
  return KINDS.find((kind) => SHAPES[kind].test(text)) ?? 'other';
}

/** What the file chooser offers. Others (HEIC, for one) are turned into JPEG by the phone that has them. */
export const PICTURES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
