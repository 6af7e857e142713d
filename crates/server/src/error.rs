/// What can stop the server. Says what to do where it can.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is taken or not allowed.
    #[error("cannot listen there: {0}")]
    Listen(#[source] std::io::Error),
    /// Plain HTTP on an address that others reach.
    #[error("without --cert and --key the server listens on loopback addresses only")]
    PlainOutside,
    /// The certificate or the key cannot be used.
    #[error("the certificate or its key cannot be used: {0}")]
    Tls(String),
    /// The data folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Folder(#[source] std::io::Error),
    /// There is no folder for data of this user.
    #[error("no data folder is known for this user; name one with --data")]
    NoFolder,
    /// Another server has the data folder.
    #[error("another henro-server has this data folder; end it first")]
    InUse,
    /// Backup and restore of PostgreSQL are its own.
    #[error(
        "with PostgreSQL, pg_dump and pg_restore do this, or its continuous archiving; see docs/server.md"
    )]
    PostgresCopies,
    /// The file to restore from or to write is not usable.
    #[error("this file cannot be used: {0}")]
    File(#[source] std::io::Error),
    /// Doctor found something.
    #[error("{0} of the checks failed")]
    Findings(usize),
    /// No address of a bucket.
    #[error("a place for blobs is named s3://BUCKET or s3://BUCKET/FOLDER")]
    Bucket,
    /// Another server puts its blobs there.
    #[error("another henro-server has its blobs in this bucket; name another folder in it with --blobs")]
    BucketTaken,
    /// The place of blobs failed.
    #[error("the place of blobs failed: {0}")]
    Depot(#[from] object_store::Error),
    /// A piece of a blob is shorter than it was.
    #[error("a piece of a blob is shorter than it was")]
    PieceCut,
    /// The database.
    #[error(transparent)]
    Store(#[from] henro_server_store::Error),
}
