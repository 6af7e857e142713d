import type { WordsOf } from '../index.svelte';
import type { profile as ja } from '../ja/profile';

export const profile: WordsOf<typeof ja> = {
  title: 'About me',
  text: 'Used for reference values. All but the name may be left out.',
  name: 'Name',
  birth: 'Date of birth',
  birthYear: 'year',
  birthMonth: 'month',
  birthDay: 'day',
  sex: 'Sex',
  sexText: 'For reference intakes and basal metabolism.',
  sexes: { female: 'Female', male: 'Male', none: 'Not said' },
  activity: 'How you usually move',
  activities: { low: 'Mostly sitting', normal: 'Normal', high: 'A lot' },
  activityText: 'The activity level of the Dietary Reference Intakes for Japanese.',
  stride: 'Stride',
  strideText: 'If left out, it is worked out from your height.',
  height: 'Height',
  heightText: "For BMI and stride. A change is kept as today's value.",
  save: 'Save',
  savedTheirs: 'Wrote what is said of this person',
  saved: 'Saved',
  bad: { birth: "That day isn't in the calendar.", birthFuture: "It can't be a day to come.", stride: 'Write a stride of 20 to 200 cm.', height: 'Write a height of 20 to 260 cm.' },
};
