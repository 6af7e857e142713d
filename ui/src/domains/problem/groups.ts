// What stands together on a screen, and what is asked of each kind.
import type { ProblemKind } from '$lib/backend';
import type { IconName } from '$shared/icons';

export type ProblemGroupName = 'allergies' | 'conditions' | 'implants' | 'blood' | 'procedures' | 'family' | 'contacts' | 'doctors' | 'papers';
export interface ProblemGroup {
  name: ProblemGroupName;
  icon: IconName;
  /** The kinds of it; the first is what one begins with. */
  kinds: readonly ProblemKind[];
}

/** In the order in which they matter in an emergency. */
export const BODY: readonly ProblemGroup[] = [
  { name: 'allergies', icon: 'warn', kinds: ['food_allergy', 'drug_allergy', 'allergy'] },
  { name: 'conditions', icon: 'clinical', kinds: ['condition'] },
  { name: 'implants', icon: 'body', kinds: ['implant'] },
  { name: 'blood', icon: 'info', kinds: ['blood_type'] },
  { name: 'procedures', icon: 'check', kinds: ['procedure'] },
  { name: 'family', icon: 'family', kinds: ['family_history'] },
];
export const CONTACTS: readonly ProblemGroup[] = [
  { name: 'contacts', icon: 'sos', kinds: ['emergency_contact'] },
  { name: 'doctors', icon: 'person', kinds: ['doctor', 'clinic', 'pharmacy'] },
  { name: 'papers', icon: 'card', kinds: ['insurance', 'certificate'] },
];
export const ALL_GROUPS: readonly ProblemGroup[] = [...BODY, ...CONTACTS];

export const groupOfKind = (kind: ProblemKind): ProblemGroup => ALL_GROUPS.find(({ kinds }) => kinds.includes(kind)) ?? (BODY[0] as ProblemGroup);
export const isPaper = (kind: ProblemKind): boolean => kind === 'insurance' || kind === 'certificate';
/** People and places: an illness is over one day, a doctor is not. */
export const isContact = (kind: ProblemKind): boolean => ['emergency_contact', 'doctor', 'clinic', 'pharmacy'].includes(kind);
export const isAllergy = (kind: ProblemKind): boolean => kind === 'allergy' || kind === 'food_allergy' || kind === 'drug_allergy';

export type ProblemField = 'severity' | 'reaction' | 'relation' | 'number' | 'place' | 'since' | 'until' | 'note';

const ALLERGY: readonly ProblemField[] = ['severity', 'reaction', 'since', 'note'];
const PAPER: readonly ProblemField[] = ['number', 'until', 'since', 'place', 'note'];
const ADDRESS: readonly ProblemField[] = ['number', 'place', 'note'];

/** What is asked beside the words, in order. */
export const FIELDS: Readonly<Record<ProblemKind, readonly ProblemField[]>> = {
  food_allergy: ALLERGY,
  drug_allergy: ALLERGY,
  allergy: ALLERGY,
  condition: ['severity', 'since', 'until', 'note'],
  implant: ['place', 'since', 'number', 'note'],
  blood_type: ['note'],
  procedure: ['since', 'place', 'note'],
  family_history: ['relation', 'note'],
  emergency_contact: ['relation', 'number', 'place', 'note'],
  doctor: ['place', 'number', 'note'],
  clinic: ADDRESS,
  pharmacy: ADDRESS,
  insurance: PAPER,
  certificate: PAPER,
};
