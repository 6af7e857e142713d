import type { Day, PersonView, Relation, Sex } from '$lib/backend';
import { birthFields, birthOf, type BirthFault, type BirthFields } from '$lib/birth';

/** A person as they are typed. */
export interface PersonForm extends BirthFields {
  name: string;
  sex: Sex | 'none';
  relation: Relation;
  mark: number;
}
/** What is written of them. */
export interface PersonSaid {
  name: string;
  birth: Day | null;
  sex: Sex | null;
  relation: Relation;
}

/** The day of birth of a child whose record begins with it; asked for once. */
let newborn: Day | undefined;
export const beginNewborn = (birth: Day): void => void (newborn = birth);

export function blank(): PersonForm {
  const birth = newborn;
  newborn = undefined;
  return { name: '', ...birthFields(birth), sex: 'none', relation: 'child', mark: 1 };
}

export function formOfPerson(person: PersonView): PersonForm {
  const { name, birth, sex, relation, mark } = person;
  return { name, ...birthFields(birth), sex: sex ?? 'none', relation: relation ?? 'other', mark };
}

/** What to write, or what is certainly wrong. The core checks the rest. */
export function saidOf(form: PersonForm, today: Day): PersonSaid | { fault: BirthFault } {
  const birth = birthOf(form, today);
  if (birth === 'birth' || birth === 'birthFuture') return { fault: birth };
  return { name: form.name.trim(), birth: birth ?? null, sex: form.sex === 'none' ? null : form.sex, relation: form.relation };
}
