import type { Day, Profile, Sex } from '$lib/backend';
import { birthFields, birthOf, type BirthFault } from '$lib/birth';
import { plainDigits } from '$lib/i18n/format';

/** The profile as it is typed. */
export interface ProfileForm {
  name: string;
  year: string;
  month: string;
  date: string;
  sex: Sex | 'none';
  activity: Profile['activity'];
  strideCm: string;
  heightCm: string;
}
export type ProfileFault = BirthFault | 'stride' | 'height';

export function formOf(profile: Profile, height: number | undefined): ProfileForm {
  return {
    name: profile.name,
    ...birthFields(profile.birth),
    sex: profile.sex ?? 'none',
    activity: profile.activity,
    strideCm: profile.stride_m ? String(Math.round(profile.stride_m * 1000) / 10) : '',
    heightCm: height === undefined ? '' : String(height),
  };
}

/** The profile to write, or what is certainly wrong with it. The core checks the rest. */
export function profileOf(form: ProfileForm, today: Day): { profile: Profile; height: number | undefined } | { fault: ProfileFault } {
  const birth = birthOf(form, today);
  if (birth === 'birth' || birth === 'birthFuture') return { fault: birth };
  const stride = within(form.strideCm, 20, 200);
  if (stride === null) return { fault: 'stride' };
  const height = within(form.heightCm, 20, 260);
  if (height === null) return { fault: 'height' };
  const profile: Profile = {
    name: form.name.trim(),
    birth: birth ?? null,
    sex: form.sex === 'none' ? null : form.sex,
    activity: form.activity,
    stride_m: stride === undefined ? null : stride / 100,
  };
  return { profile, height };
}

/** undefined for nothing typed, null for what is no such number. */
function within(text: string, least: number, most: number): number | undefined | null {
  const plain = plainDigits(text);
  if (plain === '') return undefined;
  const value = Number(plain);
  return Number.isFinite(value) && value >= least && value <= most ? value : null;
}
