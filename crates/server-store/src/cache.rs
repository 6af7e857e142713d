use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// A map that never grows past its bound: any entry makes room for a new one. What is in it may be old; whoever reads
/// from it checks against the database before or while writing.
pub(crate) struct Cache<K, V> {
    bound: usize,
    map: Mutex<HashMap<K, V>>,
}

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    pub(crate) fn new(bound: usize) -> Self {
        Self { bound, map: Mutex::default() }
    }

    pub(crate) fn find(&self, key: &K) -> Option<V> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(crate) fn keep(&self, key: K, value: V) {
        let mut map = self.map.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= self.bound
            && !map.contains_key(&key)
            && let Some(any) = map.keys().next().cloned()
        {
            map.remove(&any);
        }
        map.insert(key, value);
    }

    pub(crate) fn clear(&self) {
        self.map.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_to_its_bound_and_has_what_came_last() {
        let cache = Cache::new(3);
        (0..100).for_each(|n| cache.keep(n, n));
        assert_eq!(cache.find(&99), Some(99));
        assert_eq!((0..100).filter(|n| cache.find(n).is_some()).count(), 3);
    }
}
