export const today = {
  title: 'きょう',
};
