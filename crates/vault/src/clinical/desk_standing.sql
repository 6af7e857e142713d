-- How often a card of this person was declared lost (4), and the card issued (1) after the last of these.
SELECT
    (SELECT count(*) FROM desk_log WHERE number = ?1 AND act = 4),
    (SELECT card FROM desk_log
      WHERE number = ?1 AND act = 1
        AND seq > coalesce((SELECT max(seq) FROM desk_log WHERE number = ?1 AND act = 4), 0)
      ORDER BY seq DESC LIMIT 1)
