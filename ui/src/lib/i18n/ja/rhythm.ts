export const rhythm = {
  title: 'マイライフリズム',
};
