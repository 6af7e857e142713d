export const temple = {
  title: '札所',
};
