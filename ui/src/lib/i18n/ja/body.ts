export const body = {
  title: 'からだ',
};
