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

export function blank(): PersonForm {
  return { name: '', year: '', month: '', date: '', sex: 'none', relation: 'child', mark: 1 };
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
