// Whose record is being looked at, when it is not the person's own. The sash says so on every screen of it.
import { call, query, Refusal, type PersonView } from '$lib/backend';
import { turnTo } from '$lib/backend/whose';
import { forgetWay, hrefOf, ME } from '$lib/route.svelte';
import { session } from '$lib/session.svelte';

/** A record that somebody else shows us. */
export interface Subject {
  name: string;
  /** 1 to 4: colour and weave, the same for this person on every device. */
  weave: number;
  /** Their photo, where they show it: their record and the name of the photo. */
  photo?: { id: string; photo?: string | null };
  /** Their record, where what is written on this screen goes into it. */
  record?: string;
}

class Viewing {
  now = $state.raw<Subject>();
}

export const viewing = new Viewing();

/** Colour and weave of a person, by their id (hex). */
export function weaveOf(id: string): number {
  return (Number.parseInt(id.slice(0, 8), 16) % 4 || 0) + 1;
}

/** The people whose records are kept here, and whose is being looked at. */
class People {
  /** `me`, or the id of a record. Calls are about it. */
  now = $state(ME);
  /** Everybody; undefined until the core has answered. */
  all = $state.raw<readonly PersonView[]>();
  /** Why somebody could not be turned to. */
  refused = $state.raw<Refusal>();
  #turn = 0;

  /** Who is being looked at, when it is not oneself. */
  person: PersonView | undefined = $derived(this.now === ME ? undefined : this.all?.find(({ id }) => id === this.now));

  /** Keeps the list fresh. Call it once, while the record is open. */
  follow(): void {
    const asked = query('person_list', () => ({}));
    $effect(() => {
      if (asked.data) this.all = asked.data.persons;
    });
  }

  /** Turns to somebody: from the answer on calls are about them. Who cannot be turned to leads back to oneself. */
  async turn(to: string): Promise<void> {
    const mine = ++this.#turn;
    // Asked of the list first: what is known to be refused is not asked of the core.
    const known = this.all?.find((one) => one.id === to && !one.removed_ms);
    if (known?.own) return location.replace(hrefOf(ME, 'today'));
    if (to !== ME && !known) return this.#back(new Refusal('person_missing'));
    try {
      const status = await call('person_switch', { id: to === ME ? null : to });
      if (mine !== this.#turn) return;
      this.#at(to);
      session.status = status;
    } catch (thrown) {
      if (mine !== this.#turn) return;
      this.#back(thrown instanceof Refusal ? thrown : new Refusal('internal'));
    }
  }

  /** The record was locked: who opens it begins with their own. */
  leave(): void {
    this.#turn += 1;
    forgetWay();
    this.#at(ME);
    this.all = undefined;
    this.refused = undefined;
  }

  #back(refused: Refusal): void {
    this.refused = refused;
    location.replace(hrefOf(ME, 'family'));
  }

  #at(to: string): void {
    if (to !== ME) this.refused = undefined;

    turnTo(to === ME ? null : to);
    this.now = to;
  }
}

export const people = new People();
