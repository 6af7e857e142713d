export const dishes = {
  title: 'わたしの献立',
};
