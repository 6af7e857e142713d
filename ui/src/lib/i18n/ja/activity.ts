export const activity = {
  title: '運動',
};
