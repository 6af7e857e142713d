use super::service::Service;
use crate::{Card, Face, Family, Kind, Manners, Plugged, Replayed};
use std::collections::BTreeMap;
use std::time::Duration;

/// The readers, the cards on them, and the named cards beside them.
pub struct Table {
    service: Service,
    laid: BTreeMap<u16, (Option<String>, Plugged)>,
    named: BTreeMap<String, Card>,
}

/// `key=value` words of an order.
struct Options<'a>(BTreeMap<&'a str, &'a str>);

impl Table {
    pub fn new(service: Service) -> Self {
        Self { service, laid: BTreeMap::new(), named: BTreeMap::new() }
    }

    /// Takes every card away.
    pub fn clear(&mut self) {
        for (_, (_, card)) in std::mem::take(&mut self.laid) {
            card.remove();
        }
    }

    pub fn obey(&mut self, order: &str) -> Result<(), String> {
        let words: Vec<&str> = order.split_whitespace().collect();
        let options = Options(words.iter().filter_map(|word| word.split_once('=')).collect());
        let plain: Vec<&str> = words.into_iter().filter(|word| !word.contains('=')).collect();
        match plain.as_slice() {
            ["insert", kind] => {
                let kind = Kind::named(kind).ok_or("no such kind")?;
                let name = options.0.get("name").copied();
                let kept = name.and_then(|name| self.named.get(name).cloned());
                let fresh = match options.number("serial")? {
                    Some(serial) => Kind::blank(serial),
                    None => kind.card(),
                };
                self.insert(kept.unwrap_or(fresh), name, &options)
            }
            ["clone"] => {
                let name = options.0.get("of").ok_or("of whom?")?;
                match self.named.get(*name) {
                    Some(Card::LiteS(card)) => {
                        let copy = Card::Clone(Box::new(Replayed::of(card)));
                        self.insert(copy, None, &options)
                    }
                    _ => Err("no Lite-S card of that name was taken away".into()),
                }
            }
            ["remove"] => self.remove(options.number("reader")?.unwrap_or(0)),
            ["service", "stop"] => self.end_service(false),
            ["service", "kill"] => self.end_service(true),
            ["service", "start"] => {
                let name = options.0.get("as").map_or("Virtual PCD".into(), |name| name.replace('_', " "));
                self.service.resume(Some(&name)).map_err(said)
            }
            ["service", "bare"] => self.service.resume(None).map_err(said),
            ["reader", "pull"] => self.pull(&options),
            ["reader", "plug"] => self.plug(),
            _ => Err("no such order".into()),
        }
    }

    fn insert(&mut self, card: Card, name: Option<&str>, options: &Options<'_>) -> Result<(), String> {
        let reader = options.number("reader")?.unwrap_or(0);
        if self.laid.contains_key(&reader) {
            self.remove(reader)?;
        }
        let family = match options.0.get("family") {
            Some(family) => Family::named(family).ok_or("no such family")?,
            None => Family::Sony,
        };
        let manners = Manners {
            torn_at: options.number("torn")?,
            lost_at: options.number("lost")?,
            delay: Duration::from_millis(options.number("delay")?.unwrap_or(0)),
        };
        let face = Face::new(family, card);
        let plugged = Plugged::insert(self.service.port(reader), face, manners).map_err(said)?;
        self.laid.insert(reader, (name.map(str::to_owned), plugged));
        Ok(())
    }

    fn remove(&mut self, reader: u16) -> Result<(), String> {
        let (name, plugged) = self.laid.remove(&reader).ok_or("no card there")?;
        let face = plugged.remove();
        if let Some(name) = name {
            self.named.insert(name, face.card);
        }
        Ok(())
    }

    fn pull(&self, options: &Options<'_>) -> Result<(), String> {
        let when = ["at", "after"].into_iter().find_map(|when| {
            let number = options.number::<u16>(when).transpose()?;
            Some(number.map(|number| format!("{when} {number}")))
        });
        self.service.pull(when.transpose()?.as_deref()).map_err(said)
    }

    /// The reader comes back empty: what lay on it when it was pulled out is taken away first.
    fn plug(&mut self) -> Result<(), String> {
        let readers: Vec<u16> = self.laid.keys().copied().collect();
        readers.into_iter().try_for_each(|reader| self.remove(reader))?;
        self.service.plug().map_err(said)
    }

    /// A card cannot lie on a reader of a service that is gone, so it is taken away with it.
    fn end_service(&mut self, at_once: bool) -> Result<(), String> {
        self.service.stop(at_once).map_err(said)?;
        let readers: Vec<u16> = self.laid.keys().copied().collect();
        readers.into_iter().try_for_each(|reader| self.remove(reader))
    }
}

impl Options<'_> {
    fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, String> {
        let value = self.0.get(name).map(|value| value.parse());
        value.transpose().map_err(|_| format!("{name} is no number"))
    }
}

fn said(error: std::io::Error) -> String {
    error.to_string()
}
