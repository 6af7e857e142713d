// The fields of the usual paper, in its own order. A method that the paper does not name is "other" where the list has one.
import type { CheckupItemView } from '$lib/backend';

const number = (code: string, name: string, name_en: string, unit: string): CheckupItemView => ({ code, name, name_en, method: '', group: '', unit, kind: 'number', answers: [] });
const signs = ['−', '±', '＋', '＋＋', '＋＋＋'].map((words, nth) => ({ code: String(nth + 1), words }));
const urine = (code: string, name: string, name_en: string): CheckupItemView => ({ ...number(code, name, name_en, ''), kind: 'code', answers: signs });

/** HbA1c was JDS before April 2012, on papers of checkups to March 2013: the same blood is 0.4 more in NGSP. */
const JDS = '3D045000001999902';
const NGSP = '3D046000001999902';

const PAPER: readonly CheckupItemView[] = [
  number('9N001000000000001', '身長', 'Height', 'cm'),
  number('9N006000000000001', '体重', 'Weight', 'kg'),
  number('9N011000000000001', 'BMI', 'BMI', 'kg/m²'),
  number('9N016160100000001', '腹囲', 'Waist', 'cm'),
  number('9A755000000000001', '血圧（上）', 'Blood pressure, upper', 'mmHg'),
  number('9A765000000000001', '血圧（下）', 'Blood pressure, lower', 'mmHg'),
  number('3F015000002399901', '中性脂肪（空腹時）', 'Triglycerides (fasting)', 'mg/dL'),
  number('3F070000002399901', 'HDLコレステロール', 'HDL cholesterol', 'mg/dL'),
  number('3F077000002399901', 'LDLコレステロール', 'LDL cholesterol', 'mg/dL'),
  number('3B035000002399901', 'AST（GOT）', 'AST (GOT)', 'U/L'),
  number('3B045000002399901', 'ALT（GPT）', 'ALT (GPT)', 'U/L'),
  number('3B090000002399901', 'γ-GT（γ-GTP）', 'Gamma-GT', 'U/L'),
  number('3D010000001999901', '空腹時血糖', 'Glucose (fasting)', 'mg/dL'),
  number(JDS, 'HbA1c（JDS）', 'HbA1c (JDS)', '%'),
  number(NGSP, 'HbA1c（NGSP）', 'HbA1c (NGSP)', '%'),
  number('3C015000002399901', 'クレアチニン', 'Creatinine', 'mg/dL'),
  urine('1A020000000190111', '尿糖', 'Urine sugar'),
  urine('1A010000000190111', '尿たんぱく', 'Urine protein'),
];

/** The fields of a paper of a day. One that was written in stays, whatever the day becomes. */
export function paperOf(day: string, written: (code: string) => boolean): CheckupItemView[] {
  const fits = (code: string) => (code === JDS ? day < '2013-04-01' : code === NGSP ? day >= '2012-04-01' : true);
  return PAPER.filter(({ code }) => fits(code) || written(code));
}
