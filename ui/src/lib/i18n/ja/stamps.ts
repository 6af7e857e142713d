export const stamps = {
  title: '御朱印帳',
};
