//! Coming in by e-mail and password on a device that has no record: the daily half of it, under a device key made here.

use henro_opaque::client::Login;
use henro_opaque::{Cost, Name, name};
use henro_remote::{Address, EmailFault, Server};
use henro_seal::{ChainMark, Escrow, EscrowKey, KemKey, SigningKey};
use henro_sync::{DeviceEntry, DeviceKey, Hash, Identity, Label, Signer, Tier, consent, hash};
use henro_sync_client::{Chain, Fault, Lie, Store, enter};
use henro_vault::Vault;

use super::connect::refused;
use super::email::{fill, made, said};
use super::hands::{ADDRESS, EMAIL, SERVER, UNIFIED, keep_daily};
use super::reach::Reach;
use super::round::Trip;
use crate::open::{Open, failed};
use crate::record::{LONGEST_PASSWORD, calibrated, check_password, status};
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Makes this device's copy of the record.
pub(crate) fn email_join(ctx: &Context, ask: EmailJoin) -> Result<RecordStatus, WireError> {
    let address = Address::parse(&ask.address).map_err(|_| Code::ServerAddress)?;
    let name = name(&ask.email).ok_or(Code::EmailInvalid)?;
    if ask.password.len() > LONGEST_PASSWORD {
        return Err(Code::PasswordLong.into());
    }
    // One that is short and the same is a wrong one, which the server says.
    ask.own.as_deref().map_or(Ok(()), check_password)?;
    let own = ask.own.as_deref().unwrap_or(&ask.password);
    if Vault::at(ctx.record_dir()).status(ctx.now()?.stamp).map_err(failed)?.exists {
        return Err(Code::RecordExists.into());
    }
    let server = Server::at(address.clone()).map_err(refused)?;
    let now = server.time().map_err(refused)?;
    if (now as i64).abs_diff(ctx.config.now().utc_ms) > CLOCK_MS {
        return Err(Code::ClockWrong.into());
    }
    let came = come(&server, &name, &ask.password, now)?;
    let email = ask.email.trim().to_owned();
    make(ctx, &came, own, (&address, &email))?;
    ctx.begin_rounds();
    // How the first round ends is told by the connection; what is missing comes with the next one.
    let _ = ctx.reach().round();
    status(ctx, Empty {})
}

/// A device that came in.
struct Came {
    device: SigningKey,
    kem: KemKey,
    escrow: Escrow,
    chain: Vec<Vec<u8>>,
}

fn come(server: &Server, name: &Name, password: &str, now: u64) -> Result<Came, WireError> {
    let internal = |_| WireError::from(Code::Internal);
    let (device, kem) = (SigningKey::make(&random::system).map_err(internal)?, KemKey::make(&random::system));
    let key = server.ask_key().map_err(refused)?;
    let (entered, escrow) = log_in(server, name, password, (&device.public(), &key)).map_err(said)?;
    let escrow = Escrow::open(&escrow, &entered.escrow).map_err(|_| Code::ServerRefused)?;
    if escrow.identity != entered.identity || escrow.server != key {
        return Err(Code::ServerRefused.into());
    }
    let mut chain = server.chain_of(&escrow.identity).map_err(refused)?;
    let identity = follow(&chain, &escrow).map_err(refused)?;
    let door = escrow.door().map_err(internal)?;
    let stands = identity.door.is_some_and(|own| own.open && own.key == door.public());
    if !stands || identity.keys.daily != escrow.daily.public().map_err(internal)? {
        return Err(Code::LoginStale.into());
    }
    let (key, kem_public) = (device.public(), kem.public().map_err(internal)?);
    let own = DeviceEntry { key, tier: Tier::Daily, name: String::new(), kem: kem_public };
    let agreed = consent(&identity.id, &device);
    let mut at = now;
    for _ in 0..TRIES {
        let entry = enter(&identity, &door, own.clone(), agreed, at);
        match server.come_in(&identity.id, &entered.token, &entry) {
            Ok(()) => {
                chain.push(entry);
                return Ok(Came { device, kem, escrow, chain });
            }
            // It has to be later than what another device did in the same moment.
            Err(EmailFault::Other(Fault::Clock { server })) => at = server,
            Err(fault) => return Err(said(fault)),
        }
    }
    Err(Code::ServerBusy.into())
}

fn log_in(
    server: &Server,
    name: &Name,
    password: &str,
    (device, key): (&DeviceKey, &DeviceKey),
) -> Result<(henro_remote::Entered, EscrowKey), EmailFault> {
    let (login, first) = Login::start(password, Cost::REAL, &mut fill).map_err(made)?;
    let (answer, state) = server.enter_start(&name.0, device, &first)?;
    let done = login.finish(&answer, (name, &key.0, &device.0), &mut fill).map_err(made)?;
    let entered = server.enter_finish(&state, &done.message)?;
    Ok((entered, EscrowKey::from_export(done.export.bytes())))
}

/// Checks the chain, and that it has come at least as far as when the escrow was laid down.
fn follow(chain: &[Vec<u8>], escrow: &Escrow) -> Result<Identity, Fault> {
    let forged = || Fault::Lie(Lie::Forged(None));
    if !reached(chain, Label::IdentityHash, &escrow.identity_mark) {
        return Err(Fault::Lie(Lie::RolledBack(None)));
    }
    let identity = Identity::fold(chain.iter().map(Vec::as_slice)).map_err(|error| match error {
        henro_sync::Error::Newer => Fault::Newer,
        _ => forged(),
    })?;
    if identity.id == escrow.identity { Ok(identity) } else { Err(forged()) }
}

/// Whether a chain holds the entry of a mark at its place.
fn reached(chain: &[Vec<u8>], label: Label, mark: &ChainMark) -> bool {
    let last = usize::try_from(mark.len).ok().and_then(|len| len.checked_sub(1));
    last.and_then(|last| chain.get(last)).is_some_and(|entry| hash(label, &[entry]) == mark.head)
}

fn make(
    ctx: &Context,
    came: &Came,
    password: &str,
    (address, email): (&Address, &str),
) -> Result<(), WireError> {
    let (now, escrow) = (ctx.now()?, &came.escrow);
    let mark = &escrow.control_mark;
    let keep = |daily: &mut henro_vault::Daily| {
        daily.append_chain(henro_vault::ChainKind::Identity, &escrow.identity.0, 0, &came.chain)?;
        daily.put_sync_fact(SERVER, escrow.server.to_string().as_bytes())?;
        daily.put_sync_fact(EMAIL, email.as_bytes())?;
        daily.put_sync_fact(MARK, format!("{} {}", mark.len, DeviceKey(mark.head.0)).as_bytes())?;
        keep_daily(daily, &escrow.identity, &escrow.daily, (&came.device, &came.kem))?;
        daily.put_sync_fact(ADDRESS, address.as_str().as_bytes())
    };
    let params = (password, calibrated());
    let vault = Vault::join_with(ctx.record_dir(), params, escrow.record.0, keep, &random::system, now.stamp);
    ctx.state().open = Some(Open::new(vault.map_err(failed)?, now)?);
    Ok(())
}

impl Reach {
    /// After the first round of a device that came by e-mail: the control chain has come at least as far as when the escrow
    /// was laid down, and the 統合ID is known.
    pub(super) fn after_joining(&self, trip: &mut Trip) -> Result<(), Fault> {
        let fact = self.daily(None, |daily| daily.sync_fact(MARK))?;
        let Some(fact) = fact.and_then(|bytes| String::from_utf8(bytes).ok()) else { return Ok(()) };
        let (len, head) = fact.split_once(' ').ok_or(Fault::Damaged("mark"))?;
        let bad = |()| Fault::Damaged("mark");
        let mark = ChainMark {
            len: len.parse().map_err(|_| ()).map_err(bad)?,
            head: head.parse::<DeviceKey>().map(|bytes| Hash(bytes.0)).map_err(|_| ()).map_err(bad)?,
        };
        let chain = self.store(trip.owned.record, false).chain(Chain::Control)?;
        if !reached(&chain, Label::ControlHash, &mark) {
            return Err(Fault::Lie(Lie::RolledBack(None)));
        }
        let unified = trip.server.unified()?;
        self.daily(None, |daily| {
            daily.put_sync_fact(UNIFIED, unified.as_bytes())?;
            daily.drop_sync_fact(MARK)
        })
    }
}

/// What the control chain has to have reached, until it was checked.
const MARK: &str = "joined at";
const TRIES: usize = 5;
const CLOCK_MS: u64 = 600_000;
