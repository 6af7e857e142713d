export const meals = {
  title: '食事',
};
