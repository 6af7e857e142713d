export const history = {
  title: 'これまで',
};
