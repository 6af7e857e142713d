export const calendar = {
  title: '暦',
};
