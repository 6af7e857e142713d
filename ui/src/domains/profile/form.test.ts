import { expect, it } from 'vitest';
import { formOf, profileOf, type ProfileForm } from './form';

const form: ProfileForm = { name: ' 宮武 直子 ', year: '１９８０', month: '3', date: '4', sex: 'female', activity: 'normal', strideCm: '62.5', heightCm: '' };
const today = '2026-11-22';

it('reads what was typed, full-width digits too, and metres of a stride in centimetres', () => {
  expect(profileOf(form, today)).toEqual({ profile: { name: '宮武 直子', birth: '1980-03-04', sex: 'female', activity: 'normal', stride_m: 0.625 }, height: undefined });
});
it('shows the same again', () => {
  const read = profileOf(form, today);
  expect('profile' in read && formOf(read.profile, 158)).toMatchObject({ year: '1980', month: '3', date: '4', strideCm: '62.5', heightCm: '158' });
});
it('names what cannot be', () => {
  expect(profileOf({ ...form, month: '2', date: '30' }, today)).toEqual({ fault: 'birth' });
  expect(profileOf({ ...form, year: '2027' }, today)).toEqual({ fault: 'birthFuture' });
  expect(profileOf({ ...form, year: '' }, today)).toEqual({ fault: 'birth' });
  expect(profileOf({ ...form, strideCm: '6' }, today)).toEqual({ fault: 'stride' });
  expect(profileOf({ ...form, heightCm: '1580' }, today)).toEqual({ fault: 'height' });
});
