"""Counters of what a konto holds, kept by triggers: a konto's statistics was a walk through all its dokumenter.

The triggers come first and the rows there are are counted after, less what the triggers have written by then, in one
question: so nothing is missed and nothing counted twice while others work. SQLite loses a table's triggers when a
migration rebuilds it; such a migration calls `lag_utlosere` again, and a test asks for it.
"""

from django.db import migrations, models

_FELTER = 'konto_id, dokumenter, slettet, delte, storrelse, mottatt_storrelse'
_BORTE = "{d}tilstand IN ('slettes', 'slettet')"
_BIDRAG = (
    f"{{f}} CASE WHEN {_BORTE} THEN 0 ELSE 1 END AS dokumenter, "
    f"{{f}} CASE WHEN {_BORTE} AND {{d}}eksponering <> 'aldri' THEN 1 ELSE 0 END AS slettet, "
    f"{{f}} CASE WHEN {{d}}eksponering <> 'aldri' THEN 1 ELSE 0 END AS delte, "
    f"{{f}} CASE WHEN {_BORTE} THEN 0 ELSE {{d}}mottatt END AS storrelse, "
    f"{{f}} CASE WHEN {_BORTE} THEN 0 ELSE coalesce({{d}}kryptert_storrelse, {{d}}mottatt) END AS mottatt_storrelse"
)
_SKRIV = (
    f"INSERT INTO dokumenter_kontotall ({_FELTER}) "
    "SELECT deling.konto_id, sum(rad.dokumenter), sum(rad.slettet), sum(rad.delte), sum(rad.storrelse), sum(rad.mottatt_storrelse) "
    "FROM ({rader}) rad JOIN dokumenter_deling deling ON deling.id = rad.deling_id GROUP BY deling.konto_id "
    "HAVING sum(rad.dokumenter) <> 0 OR sum(rad.slettet) <> 0 OR sum(rad.delte) <> 0 "
    "OR sum(rad.storrelse) <> 0 OR sum(rad.mottatt_storrelse) <> 0;"
)
_FLYTT = (
    f"INSERT INTO dokumenter_kontotall ({_FELTER}) "
    "SELECT {konto}, sum(rad.dokumenter), sum(rad.slettet), sum(rad.delte), sum(rad.storrelse), sum(rad.mottatt_storrelse) "
    "FROM ({rader}) rad HAVING count(*) > 0;"
)
_NAVN = {'INSERT': 'dokumenter_tell_ny', 'UPDATE': 'dokumenter_tell_endret', 'DELETE': 'dokumenter_tell_borte'}
_FLYTTET = 'dokumenter_tell_flyttet'


def _rader(fortegn, kilde, rad=''):
    prefiks = f'{rad}.' if rad else ''
    return f"SELECT {prefiks}deling_id, {_BIDRAG.format(f=fortegn, d=prefiks)} {kilde}"


def _skriv(hva, gamle, nye):
    """What a trigger does; `gamle` and `nye` give the rows before and after, with their sign."""
    deler = {'INSERT': [nye], 'UPDATE': [gamle, nye], 'DELETE': [gamle]}[hva]
    return _SKRIV.format(rader=' UNION ALL '.join(deler))


def _flytt(gammel, ny):
    i_delingen = 'FROM dokumenter_dokument WHERE deling_id = NEW.id'
    return ' '.join(
        _FLYTT.format(konto=konto, rader=_rader(fortegn, i_delingen)) for fortegn, konto in (('-', gammel), ('', ny))
    )


def _postgresql():
    gamle, nye = _rader('-', 'FROM gamle'), _rader('', 'FROM nye')
    for hva, navn in _NAVN.items():
        tabeller = {'INSERT': 'NEW TABLE AS nye', 'UPDATE': 'OLD TABLE AS gamle NEW TABLE AS nye', 'DELETE': 'OLD TABLE AS gamle'}
        yield _funksjon(navn, _skriv(hva, gamle, nye))
        yield (
            f'CREATE OR REPLACE TRIGGER {navn} AFTER {hva} ON dokumenter_dokument REFERENCING {tabeller[hva]} '
            f'FOR EACH STATEMENT EXECUTE FUNCTION {navn}()'
        )
    yield _funksjon(_FLYTTET, _flytt('OLD.konto_id', 'NEW.konto_id'))
    yield (
        f'CREATE OR REPLACE TRIGGER {_FLYTTET} AFTER UPDATE OF konto_id ON dokumenter_deling FOR EACH ROW '
        f'WHEN (OLD.konto_id IS DISTINCT FROM NEW.konto_id) EXECUTE FUNCTION {_FLYTTET}()'
    )


def _funksjon(navn, kropp):
    return f'CREATE OR REPLACE FUNCTION {navn}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {kropp} RETURN NULL; END $$'


def _sqlite():
    gamle, nye = _rader('-', '', 'OLD'), _rader('', '', 'NEW')
    for hva, navn in _NAVN.items():
        kolonner = ' OF deling_id, tilstand, eksponering, mottatt, kryptert_storrelse' if hva == 'UPDATE' else ''
        yield f'DROP TRIGGER IF EXISTS {navn}'
        yield (
            f'CREATE TRIGGER {navn} AFTER {hva}{kolonner} ON dokumenter_dokument FOR EACH ROW '
            f'BEGIN {_skriv(hva, gamle, nye)} END'
        )
    yield f'DROP TRIGGER IF EXISTS {_FLYTTET}'
    yield (
        f'CREATE TRIGGER {_FLYTTET} AFTER UPDATE OF konto_id ON dokumenter_deling FOR EACH ROW '
        f"WHEN OLD.konto_id <> NEW.konto_id BEGIN {_flytt('OLD.konto_id', 'NEW.konto_id')} END"
    )


def lag_utlosere(apps, schema_editor):
    """Make the triggers, or make them anew."""
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as peker:
        for setning in _postgresql() if vendor == 'postgresql' else _sqlite():
            peker.execute(setning)


def fjern_utlosere(apps, schema_editor):
    pg = schema_editor.connection.vendor == 'postgresql'
    with schema_editor.connection.cursor() as peker:
        for tabell, navn in [('dokument', navn) for navn in _NAVN.values()] + [('deling', _FLYTTET)]:
            peker.execute(f'DROP TRIGGER IF EXISTS {navn}' + (f' ON dokumenter_{tabell}' if pg else ''))
            if pg:
                peker.execute(f'DROP FUNCTION IF EXISTS {navn}()')


def tell(apps, schema_editor):
    """Count the rows there are, less what is counted already."""
    rader = _rader('', 'FROM dokumenter_dokument')
    with schema_editor.connection.cursor() as peker:
        peker.execute(
            f"INSERT INTO dokumenter_kontotall ({_FELTER}) SELECT konto_id, sum(dokumenter), sum(slettet), sum(delte), sum(storrelse), "
            "sum(mottatt_storrelse) FROM (SELECT deling.konto_id, rad.dokumenter, rad.slettet, rad.delte, rad.storrelse, "
            f"rad.mottatt_storrelse FROM ({rader}) rad JOIN dokumenter_deling deling ON deling.id = rad.deling_id "
            "UNION ALL SELECT konto_id, -dokumenter, -slettet, -delte, -storrelse, -mottatt_storrelse FROM dokumenter_kontotall"
            ") alt GROUP BY konto_id"
        )


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('dokumenter', '0013_mottaker_virksomhet'),
    ]

    operations = [
        migrations.CreateModel(
            name='Kontotall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('konto_id', models.UUIDField(verbose_name='konto')),
                ('dokumenter', models.IntegerField(verbose_name='dokumenter')),
                ('slettet', models.IntegerField(verbose_name='slettet')),
                ('delte', models.IntegerField(verbose_name='delte, også dem som er slettet')),
                ('storrelse', models.BigIntegerField(verbose_name='størrelse (byte)')),
                ('mottatt_storrelse', models.BigIntegerField(verbose_name='størrelse da det kom (byte)')),
            ],
            options={
                'verbose_name': 'kontotall',
                'verbose_name_plural': 'kontotall',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['konto_id'], name='kontotall_konto')],
            },
        ),
        migrations.RunPython(lag_utlosere, fjern_utlosere),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
