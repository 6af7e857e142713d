export const walk = {
  title: 'お遍路',
};
