use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::DefaultClock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use henro_sync::DeviceKey;

/// Requests a second, and how many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Of one device with a session.
    pub device: (NonZeroU32, NonZeroU32),
    /// Of one address without a session. An IPv6 network of 64 bits is one address.
    pub address: (NonZeroU32, NonZeroU32),
    /// Messages of logins by password from one address: a minute, and how many at once.
    pub login: (NonZeroU32, NonZeroU32),
    /// Letters from one address: a minute, and how many at once.
    pub letter: (NonZeroU32, NonZeroU32),
}

const fn number(n: u32) -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(n - 1)
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            device: (number(100), number(1000)),
            address: (number(20), number(400)),
            login: (number(20), number(40)),
            letter: (number(60), number(200)),
        }
    }
}

/// Counts.
pub(crate) struct Limiter {
    devices: DefaultKeyedRateLimiter<DeviceKey>,
    addresses: DefaultKeyedRateLimiter<u128>,
    logins: DefaultKeyedRateLimiter<u128>,
    letters: DefaultKeyedRateLimiter<u128>,
}

impl Limiter {
    pub(crate) fn new(rates: &Rates) -> Self {
        let by_minute = |(each, burst): (NonZeroU32, NonZeroU32)| {
            RateLimiter::keyed(Quota::per_minute(each).allow_burst(burst))
        };
        let quota = |(each, burst): (NonZeroU32, NonZeroU32)| Quota::per_second(each).allow_burst(burst);
        Self {
            devices: RateLimiter::keyed(quota(rates.device)),
            addresses: RateLimiter::keyed(quota(rates.address)),
            logins: by_minute(rates.login),
            letters: by_minute(rates.letter),
        }
    }

    /// Seconds to wait, where it was too often.
    pub(crate) fn device(&self, device: &DeviceKey) -> Result<(), u64> {
        self.devices.check_key(device).map_err(wait)
    }

    pub(crate) fn address(&self, address: IpAddr) -> Result<(), u64> {
        self.addresses.check_key(&network(address)).map_err(wait)
    }

    /// A message of a login by password.
    pub(crate) fn login(&self, address: IpAddr) -> Result<(), u64> {
        self.logins.check_key(&network(address)).map_err(wait)
    }

    /// A letter into a mailbox, which needs no session.
    pub(crate) fn letter(&self, address: IpAddr) -> Result<(), u64> {
        self.letters.check_key(&network(address)).map_err(wait)
    }

    /// Forgets who has not asked for a while.
    pub(crate) fn tidy(&self) {
        self.devices.retain_recent();
        self.addresses.retain_recent();
        self.logins.retain_recent();
        self.letters.retain_recent();
    }
}

fn wait(not_until: governor::NotUntil<<DefaultClock as governor::clock::Clock>::Instant>) -> u64 {
    let now = governor::clock::Clock::now(&DefaultClock::default());
    not_until.wait_time_from(now).as_secs() + 1
}

fn network(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) if address.to_ipv4_mapped().is_some() => address.to_bits(),
        IpAddr::V6(address) => address.to_bits() >> 64 << 64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_too_often_waits_and_others_do_not() {
        let two = (number(1), number(2));
        let rates = Rates { device: two, address: two, login: two, letter: two };
        let limiter = Limiter::new(&rates);
        let (a, b) = (DeviceKey([1; 32]), DeviceKey([2; 32]));
        assert!(limiter.device(&a).is_ok() && limiter.device(&a).is_ok());
        assert!(limiter.device(&a).is_err_and(|seconds| (1..=2).contains(&seconds)));
        assert!(limiter.device(&b).is_ok());
        let here = IpAddr::from([192, 0, 2, 1]);
        assert!(limiter.login(here).is_ok() && limiter.login(here).is_ok());
        assert!(
            limiter.login(here).is_err_and(|seconds| (58..=61).contains(&seconds)),
            "counted by the minute"
        );
        assert!(limiter.address(here).is_ok(), "and apart from other requests");
    }

    #[test]
    fn addresses_of_one_home_network_are_one() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
