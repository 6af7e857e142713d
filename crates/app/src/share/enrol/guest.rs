use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use henro_remote::{Address, NearAddress};
use henro_seal::{AccountSeed, KemKey, Key, SigningKey};
use henro_sync::{Ask, Gift, Hash, Letter, Offer, Secret, Signer, Tier};
use henro_sync_client::Fault;
use henro_vault::Vault;

use super::super::arrival::{EXPECTED, expected};
use super::super::connect::{kept, refused};
use super::super::contacts::keep_all;
use super::super::devices::put_names;
use super::super::hands::{ACCOUNT, ADDRESS, DAILY_KEM, DEVICE, DEVICE_KEM, IDENTITY, SERVER, UNIFIED};
use super::super::sections::section_of;
use super::super::{near, renew};
use super::asking::{Asking, End, ask_of, meant, offered, server_address};
use super::{CLOSING, NO_SERVER, Post, QR, Told, read_code};
use crate::context::Now;
use crate::key::{add_device, can_be_factor};
use crate::open::{Open, failed};
use crate::record::{calibrated, check_password, checked_name, unlock};
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// This device wants in.
pub(crate) struct Guest {
    asking: Asking<Box<Gift>>,
    /// Of the server; nothing where the other device has none.
    address: Option<String>,
    device: SigningKey,
    kem: KemKey,
    name: String,
}

/// Asks the device that shows the code.
pub(crate) fn join_begin(ctx: &Context, ask: JoinBegin) -> Result<JoinView, WireError> {
    let name = checked_name(&ask.name)?;
    no_record(ctx)?;
    let (code, address) = meant(&ask.code, &ask.address, QR);
    let code = read_code(&code)?;
    join_cancel(ctx, Empty {})?;
    let (post, address) = match address.strip_prefix("near:").and_then(NearAddress::parse) {
        Some(near) => (Post::by(near, &code).map_err(refused)?, None),
        None => {
            let address = server_address(&address)?;
            (Post::new(&address, &code).map_err(refused)?, Some(address))
        }
    };
    let offer = offered(&post)?;
    let guest = Guest::ask(ctx, (post, address), offer, name).map_err(refused)?;
    let view = guest.view();
    ctx.state().joining = Some(Arc::new(Mutex::new(guest)));
    Ok(view)
}

/// How far it is; asks the server for news. What ends it is an error with its own word.
pub(crate) fn join_look(ctx: &Context, _: Empty) -> Result<JoinView, WireError> {
    let now = ctx.config.now().utc_ms;
    let guest = under_way(ctx)?;
    let mut guest = lock(&guest);
    match guest.look(now) {
        Ok(()) => Ok(guest.view()),
        Err(end) => {
            if let End::Over(_) = end {
                ctx.state().joining = None;
            }
            Err(end.into())
        }
    }
}

/// Makes the record under a password of this device, and opens it. The rest comes with rounds.
pub(crate) fn join_finish(ctx: &Context, ask: JoinFinish) -> Result<RecordStatus, WireError> {
    check_password(&ask.password)?;
    no_record(ctx)?;
    let guest = under_way(ctx)?;
    let guest = lock(&guest);
    let gift = guest.asking.given().ok_or(Code::EnrolNone)?;
    guest.make(ctx, gift, &ask.password)?;
    ctx.state().joining = None;
    let status = unlock(ctx, RecordUnlock { password: ask.password })?;
    if guest.address.is_none() {
        // The record stands; what does not come now comes with a file or the next meeting.
        let _ = near::fetch(&ctx.reach(), &guest.asking.post);
    }
    // Only a courtesy: the other device then knows that all is well.
    let _ = guest.asking.post.put(CLOSING, &Letter::Joined);
    ctx.begin_rounds();
    ctx.line.poke();
    Ok(status)
}

/// Stops. The other device is told.
pub(crate) fn join_cancel(ctx: &Context, _: Empty) -> Result<Empty, WireError> {
    let guest = ctx.state().joining.take();
    if let Some(guest) = guest {
        let _ = lock(&guest).asking.post.put(CLOSING, &Letter::Cancelled);
    }
    Ok(Empty {})
}

fn no_record(ctx: &Context) -> Result<(), WireError> {
    let status = Vault::at(ctx.record_dir()).status(ctx.now()?.stamp).map_err(failed)?;
    if status.exists { Err(Code::RecordExists.into()) } else { Ok(()) }
}

fn under_way(ctx: &Context) -> Result<Arc<Mutex<Guest>>, WireError> {
    ctx.state().joining.clone().ok_or(Code::EnrolNone.into())
}

fn lock(guest: &Mutex<Guest>) -> MutexGuard<'_, Guest> {
    guest.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Guest {
    fn ask(
        ctx: &Context,
        (post, address): (Post, Option<Address>),
        offer: (Vec<u8>, Offer),
        name: String,
    ) -> Result<Self, Fault> {
        let device = SigningKey::make(&random::system)?;
        let kem = KemKey::make(&random::system);
        let ask = Ask {
            clinical: can_be_factor(ctx),
            name: name.clone(),
            ..ask_of(&offer.1.identity, &device, &kem)?
        };
        let asking = Asking::begin(post, offer, ask, ctx.config.now().utc_ms)?;
        let address = address.map(|address| address.as_str().to_owned());
        Ok(Self { asking, address, device, kem, name })
    }

    fn look(&mut self, now_ms: i64) -> Result<(), End> {
        let kem = &self.kem;
        self.asking.look(now_ms, |_, said, sealed| {
            let plain = kem.open(&said.0, sealed).ok();
            let gift = plain.and_then(|plain| Gift::read(plain.expose()).ok());
            gift.map(Box::new).ok_or(End::Over(Code::EnrolBroken))
        })
    }

    fn view(&self) -> JoinView {
        self.asking.view(self.asking.given().is_some_and(|gift| gift.tier == Tier::Clinical))
    }

    /// Makes the record beside its place and moves it there whole. What an earlier try left is thrown away: it has nothing
    /// that is not made anew.
    fn make(&self, ctx: &Context, gift: &Gift, password: &str) -> Result<(), WireError> {
        let now = ctx.now()?;
        let beside = clear_beside(ctx)?;
        let who = (self.asking.offer().record.0, gift.number);
        let params = calibrated();
        let vault =
            Vault::join(&beside, password, params, who, &random::system, now.stamp).map_err(failed)?;
        let mut open = Open::new(vault, now)?;
        if gift.tier == Tier::Clinical {
            add_device(ctx, &mut open, self.name.clone(), now)?;
        }
        self.keep(&mut open, gift)?;
        self.settle(ctx, open, now)
    }

    /// Keeps what was given.
    fn keep(&self, open: &mut Open, gift: &Gift) -> Result<(), WireError> {
        let account = Key::from_bytes(*gift.account.expose());
        let all = |keys: &[Secret]| -> Vec<u8> { keys.iter().flat_map(|key| *key.expose()).collect() };
        renew::begin(open, (&all(&gift.former_daily), &all(&gift.former_clinical)), gift.identity.0)
            .map_err(kept)?;
        let own = match gift.tier {
            Tier::Daily => {
                open.daily().put_secret(DEVICE_KEM, self.kem.key().expose()).map_err(kept)?;
                account
            }
            Tier::Clinical => {
                let clinical = open.vault().clinical().map_err(failed)?;
                clinical.put_secret(DEVICE_KEM, self.kem.key().expose()).map_err(kept)?;
                clinical.put_secret(ACCOUNT, account.expose()).map_err(kept)?;
                AccountSeed::from_key(account).daily().key().clone()
            }
        };
        let told: Told = serde_json::from_slice(&gift.names).unwrap_or_default();
        let mut names = told.devices;
        names.insert(self.device.public().to_string(), self.name.clone());
        keep_all(open, &told.contacts)?;
        let expected = expected(gift).map_err(refused)?;
        let daily = open.daily();
        daily.put_secret(DEVICE, self.device.seed().expose()).map_err(kept)?;
        daily.put_secret(DAILY_KEM, own.expose()).map_err(kept)?;
        put_names(daily, &names).map_err(kept)?;
        let server =
            (self.asking.offer().server != NO_SERVER).then(|| self.asking.offer().server.to_string());
        for (name, value) in [
            (IDENTITY, self.asking.offer().identity.to_string()),
            (SERVER, server.unwrap_or_default()),
            (UNIFIED, gift.unified.clone()),
            (ADDRESS, self.address.clone().unwrap_or_default()),
        ] {
            if !value.is_empty() {
                daily.put_sync_fact(name, value.as_bytes()).map_err(kept)?;
            }
        }
        daily.put_sync_fact(EXPECTED, &expected).map_err(kept)?;
        self.keep_keys(open, gift)
    }

    fn keep_keys(&self, open: &mut Open, gift: &Gift) -> Result<(), WireError> {
        let daily = open.daily();
        for key in &gift.keys {
            let Some(section) = section_of(key.section) else { continue };
            // Those of the clinical half come with the chain, opened by the account, and lie nowhere else.
            if section.is_clinical() {
                continue;
            }
            daily.add_stream(&key.stream, section, 0, &Hash::ZERO).map_err(kept)?;
            let secret = henro_vault::Sensitive::new(*key.key.expose());
            daily.put_epoch_key(&key.stream, key.epoch, &secret).map_err(kept)?;
        }
        Ok(())
    }

    fn settle(&self, ctx: &Context, open: Open, now: Now) -> Result<(), WireError> {
        let vault = open.into_vault();
        vault.move_to(ctx.record_dir(), &random::system, now.stamp).map(drop).map_err(failed)
    }
}

/// The folder in which a joining record is made, empty.
fn clear_beside(ctx: &Context) -> Result<PathBuf, WireError> {
    let folder = ctx.config.data_dir.join("record.joining");
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Code::FileRefused.into()),
        _ => Ok(folder),
    }
}
